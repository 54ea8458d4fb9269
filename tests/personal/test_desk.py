"""The organisers' page of speakers: what they see, filters, addresses, letters with a restated count, links, roles."""

import re

import pytest
import sqlalchemy as sa

from forumapp.agenda import profiles
from forumapp.agenda.services import appearances, speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services import purging
from forumapp.forums.models import Forum, Role
from forumapp.mail.models import Letter
from tests.agenda.factories import add_item, add_speaker
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import errors_on, form_on, text_of
from tests.personal.factories import ADDRESS, LINE

LIST = "/desk/forums/nagasaki-2024/speakers"


@pytest.fixture
def guest(stage):
    """A second speaker without address."""
    return add_speaker(add_item(stage.forum, "別の講演", minutes=10), "別人", "花子", organisation="長崎県")


@pytest.fixture
def editor(client, stage):
    sign_in_as(client, stage.forum)
    return client


def row(client, person_id, path=LIST):
    """Return the words of one row, or None."""
    found = re.search(
        rf'<tr role="row" id="person-{person_id}">(.*?)</tr>', text_of(client.get(path)), re.DOTALL
    )
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else None


def names(client, path):
    return re.findall(r'id="choose-(\d+)"', text_of(client.get(path)))


def letters():
    db.session.expire_all()
    return [(one.kind, one.address) for one in db.session.scalars(sa.select(Letter).order_by(Letter.id))]


def test_a_row_tells_what_is_asked_answered_and_sent(stage, editor, transaction):
    me = stage.known.person_id
    assert "未回答" in row(editor, me)
    assert "未提出" in row(editor, me)
    with transaction():
        speakers.approve(stage.known, stage.fresh, by=stage.actor, seen=LINE)
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
        speakers.set_unavailable(stage.known, by=stage.actor, spans=[(0, 780, 900)])
    told = row(editor, me)
    for words in ("承認済み", LINE, "090-0000-1111", "都合が悪い：令和6年8月1日(木) 13:00〜15:00"):
        assert words in told
    with transaction():
        appearances.change_appearance(stage.fresh, by=SYSTEM, title="部長")
    assert "要再確認" in row(editor, me)
    assert f"承認された内容：{LINE}" in row(editor, me)


def test_what_speakers_did_stands_on_top(stage, editor, transaction):
    with transaction():
        speakers.approve(stage.known, stage.fresh, by=stage.actor, seen=LINE)
    assert "令和6年7月1日(月) 9:00 山田　正彦さん：掲載内容を承認しました。" in text_of(editor.get(LIST))


def test_filters_stand_in_the_address(stage, guest, editor):
    me, other = str(stage.known.person_id), str(guest.person_id)
    assert names(editor, LIST) == [me, other]
    found = {
        state: names(editor, f"{LIST}?state={state}")
        for state in ("no-address", "unasked", "unanswered", "outdated", "no-slides", "done", "nonsense")
    }
    assert found == {
        "no-address": [other],
        "unasked": [other],
        "unanswered": [me],
        "outdated": [],
        "no-slides": [me, other],
        "done": [],
        "nonsense": [me, other],
    }


@pytest.mark.parametrize("role", list(Role))
def test_only_who_edits_sees_addresses_phones_and_links(client, stage, transaction, role):
    with transaction():
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
        speakers.set_note(stage.known, by=stage.actor, note="車いすで行きます。")
    sign_in_as(client, stage.forum, role)
    page = text_of(client.get(LIST))
    edits = role in {Role.OWNER, Role.EDITOR}
    assert "山田　正彦" in page
    assert ("090-0000-1111" in page, ADDRESS in page, "登壇者からの連絡" in page) == (edits, edits, edits)
    own = client.get(f"{LIST}/{stage.known.person_id}")
    assert own.status_code == (200 if edits else 403)
    assert ("車いすで行きます。" in text_of(own), stage.own in text_of(own)) == (edits, edits)


def test_addresses_are_typed_into_the_list_and_a_wrong_one_is_kept(stage, guest, editor):
    path = f"{LIST}/addresses"
    typed = form_on(editor, LIST, path)
    answer = editor.post(
        path, data={**typed, f"email-{guest.person_id}": "ｈａｎａｋｏ＠ｐｒｅｆ．ｅｘａｍｐｌｅ．ｊｐ"}
    )
    assert answer.status_code == 303
    assert profiles.profile_of(stage.forum.id, guest.person_id).email == "hanako@pref.example.jp"
    wrong = {f"email-{guest.person_id}": "hanako@", f"email-{stage.known.person_id}": "new@pref.example.jp"}
    answer = editor.post(path, data={**typed, **wrong})
    assert errors_on(answer) == [
        ("別人　花子", "メールアドレスの形を確認してください(例:yamada@city.example.jp)。")
    ]
    assert 'value="hanako@"' in text_of(answer)
    assert 'value="new@pref.example.jp"' in text_of(answer)
    assert stage.known.email == ADDRESS


def test_pasted_addresses_are_looked_at_before_they_are_written(stage, guest, editor):
    text = "別人 花子 hanako@pref.example.jp\n知らない人 who@pref.example.jp"
    token = form_on(editor, f"{LIST}/pasting", f"{LIST}/pasting/preview")
    shown = editor.post(f"{LIST}/pasting/preview", data={**token, "addresses": text})
    assert "次第の登壇者に、この氏名が見つかりません。" in text_of(shown)
    assert "1名のアドレスを保存する" in text_of(shown)
    assert profiles.profile_of(stage.forum.id, guest.person_id) is None
    assert editor.post(f"{LIST}/pasting", data={**token, "addresses": text}).status_code == 303
    assert profiles.profile_of(stage.forum.id, guest.person_id).email == "hanako@pref.example.jp"


def choose(client, what, *people):
    token = form_on(client, LIST, f"{LIST}/letters")
    return client.post(
        f"{LIST}/letters", data={**token, "what": what, "person": [str(one) for one in people]}
    )


def test_nothing_selected_reaches_nobody(stage, editor):
    answer = choose(editor, "reminder")
    assert "だれも選ばれていません。" in text_of(answer)
    assert "に送信する" not in text_of(answer)
    assert letters() == []


def test_the_number_is_said_again_and_only_those_shown_get_the_letter(stage, guest, editor):
    me, other = stage.known.person_id, guest.person_id
    shown = text_of(choose(editor, "reminder", me, other))
    assert "1名に送信する" in shown
    assert "別人　花子：メールアドレスが登録されていません。" in shown
    assert letters() == []
    token = form_on(editor, LIST, f"{LIST}/letters")
    sent = {**token, "what": "reminder", "count": "1", "person": [str(me)]}
    assert editor.post(f"{LIST}/letters/sending", data=sent).status_code == 303
    assert letters() == [("personal.speaker_reminder", ADDRESS)]
    again = editor.post(f"{LIST}/letters/sending", data=sent)
    assert errors_on(again) == [("", "送信先が変わりました。人数を確認して、もう一度送信してください。")]
    assert len(letters()) == 1


def test_a_link_is_shown_mailed_and_revoked(stage, editor):
    page = f"{LIST}/{stage.known.person_id}"
    own = stage.own
    assert f'value="http://forum.test{own}"' in text_of(editor.get(page))
    assert editor.post(f"{page}/link", data=form_on(editor, page, f"{page}/link")).status_code == 303
    assert letters() == [("personal.speaker_link", ADDRESS)]
    path = f"{page}/link/revocation"
    assert editor.post(path, data=form_on(editor, page, path)).status_code == 303
    assert editor.get(own).status_code == 404
    assert editor.get(stage.own).status_code == 200
    assert stage.known.asked_at is None


def test_a_contact_that_lost_its_name_is_handed_over(stage, editor, transaction):
    former = stage.known.person_id
    with transaction():
        appearances.change_appearance(stage.fresh, by=SYSTEM, family_name="山本")
    path = f"{LIST}/{former}/hand-over"
    assert "いまの次第に名前のない人の連絡先" in text_of(editor.get(LIST))
    answer = editor.post(path, data=form_on(editor, LIST, path))
    assert answer.status_code == 303
    assert stage.known.person_id == stage.fresh.person_id
    assert "いまの次第に名前のない人の連絡先" not in text_of(editor.get(LIST))


def test_the_list_takes_as_many_statements_for_any_number_of_speakers(stage, editor):
    editor.get(LIST)
    few = statements(lambda: editor.get(LIST))
    for number in range(3):
        add_speaker(add_item(stage.forum, f"講演{number}", minutes=5), "講師", f"{number}郎")
    editor.get(LIST)
    assert statements(lambda: editor.get(LIST)) == few


def test_an_empty_state_says_so(stage, editor):
    assert "この状況の登壇者はいません。" in text_of(editor.get(f"{LIST}?state=done"))


def test_a_forum_without_speakers_says_what_comes_next(client, app):
    forum = make_forum(slug="nagasaki-2024")
    sign_in_as(client, forum)
    assert "次第に登壇者を入れると、ここに並びます。" in text_of(client.get(LIST))


def test_the_purge_empties_what_was_known(stage, transaction):
    with transaction():
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
        speakers.set_note(stage.known, by=stage.actor, note="車いす")
        speakers.set_unavailable(stage.known, by=stage.actor, spans=[(0, 0, 1440)])
        token = profiles.token_of(stage.known)
    with transaction():
        purging.purge(db.session.get_one(Forum, stage.forum.id), by=SYSTEM)
    known = stage.known
    assert (known.email, known.phone, known.note, list(known.unavailable)) == ("", "", "", [])
    assert profiles.holder_of(token) is None
