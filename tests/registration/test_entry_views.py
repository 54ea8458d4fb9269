"""The public's way: form, check page, sending, personal page, lost link."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Mode, Visibility
from forumapp.mail.models import Letter
from forumapp.registration.models import FieldKind, Registration
from forumapp.registration.queries.registrations import invitation_link, printed_receipt, token_of
from tests.agenda.factories import add_track, seed_programme
from tests.forums.factories import make_forum
from tests.registration.factories import make_invitation, make_line, make_question, make_registration

PERSON = {
    "mode": "on_site",
    "family_name": "髙橋",
    "given_name": "桃子",
    "family_kana": "たかはし",
    "given_kana": "ﾓﾓｺ",
    "organisation": "長崎市",
    "unit": "デジタル戦略課",
    "email": "ｍｏｍｏｋｏ@city.example.jp",
    "may_list": "y",
}


def hidden(html):
    """Return the hidden fields of a page's first form that has any."""
    form = html[html.index("<form") :]
    form = form[: form.index("</form>")]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def token(client, path):
    """Return the form token of the page at ``path``."""
    html = client.get(path).get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)[1]


def start(client, forum):
    """Open the form; returns its token and key."""
    html = client.get(f"/forums/{forum.slug}/registration").get_data(as_text=True)
    key = re.search(r'name="form_key"[^>]* value="([^"]+)"', html)[1]
    return {"csrf_token": re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)[1], "form_key": key}


def registrations():
    return list(db.session.scalars(sa.select(Registration).order_by(Registration.id)))


def text_of(response):
    return response.get_data(as_text=True)


def test_form_check_page_and_sending_lead_to_the_personal_page_with_the_receipt(client):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration"
    check = client.post(f"{path}/confirmation", data={**PERSON, **start(client, forum)})
    assert (check.status_code, registrations()) == (200, [])
    assert check.headers["Cache-Control"] == "no-store"
    sent = client.post(path, data=hidden(text_of(check)))
    registration = registrations()[0]
    assert sent.status_code == 303
    assert sent.location == f"/registrations/{token_of(registration)}/?new=1"
    assert (registration.family_kana, registration.given_kana, registration.email, registration.may_list) == (
        "タカハシ",
        "モモコ",
        "momoko@city.example.jp",
        True,
    )
    page = client.get(sent.location)
    assert page.headers["Cache-Control"] == "no-store"
    assert f'<p class="confirmation__number">{printed_receipt(registration)}</p>' in text_of(page)


def test_sending_twice_is_one_registration(client):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration"
    data = {**PERSON, **start(client, forum)}
    first, second = client.post(path, data=data), client.post(path, data=data)
    assert (first.location, len(registrations())) == (second.location, 1)


def test_somebody_else_who_types_a_registered_person_sees_nothing_of_them(client, app):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration"
    client.post(path, data={**PERSON, **start(client, forum)})
    stranger = app.test_client()
    answer = stranger.post(path, data={**PERSON, **start(stranger, forum)})
    assert answer.location == f"{path}/known"
    page = text_of(stranger.get(answer.location))
    registration = registrations()[0]
    assert [word in page for word in (printed_receipt(registration), "fa_", "髙橋")] == [False] * 3


def test_going_back_from_the_check_page_keeps_what_was_typed(client):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration/confirmation"
    check = client.post(path, data={**PERSON, **start(client, forum)})
    form = client.post(path, data={**hidden(text_of(check)), "change": "1"})
    assert form.status_code == 200
    assert 'value="髙橋"' in text_of(form)


def test_a_form_with_errors_is_shown_again_with_what_was_typed(client):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration/confirmation"
    data = {**PERSON, **start(client, forum), "email": "momoko", "family_kana": "高橋"}
    answer = client.post(path, data=data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "フリガナはカタカナで入力してください。" in page
    assert "メールアドレスの形を確認してください" in page
    assert 'value="momoko"' in page


def test_a_name_in_latin_letters_needs_no_reading(client):
    forum = make_forum()
    path = f"/forums/{forum.slug}/registration/confirmation"
    latin = {"family_name": "Smith", "given_name": "Anna", "family_kana": "", "given_kana": ""}
    assert client.post(path, data={**PERSON, **start(client, forum), **latin}).status_code == 200


def test_a_full_mode_says_so_and_offers_the_other_already_on_the_check_page(client):
    forum = make_forum(seats_on_site=1, seats_web=2)
    make_registration(forum)
    path = f"/forums/{forum.slug}/registration/confirmation"
    answer = client.post(path, data={**PERSON, **start(client, forum)})
    assert answer.status_code == 422
    assert "会場参加は満席です。Web参加は残り2席です。" in text_of(answer)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"opens": None}, "受付はまだ始まっていません。"),
        ({"registration": "closed"}, "参加登録の受付は終了しました。"),
        ({"day": None}, "日程を調整しています。"),
    ],
)
def test_a_forum_that_takes_nobody_says_why(client, values, sentence):
    answer = client.get(f"/forums/{make_forum(**values).slug}/registration")
    assert (answer.status_code, sentence in text_of(answer)) == (200, True)


def test_a_track_and_questions_of_the_organiser_are_asked_and_kept(client):
    forum = make_forum()
    track = add_track(forum, "人事・財政部門", mode=Mode.WEB)
    asked = make_question(
        forum, FieldKind.CHOICES, "関心のある分野", choices="人材\n予算\n基盤", is_required=True
    )
    yes = make_question(forum, FieldKind.YES_NO, "昼食を希望しますか")
    path = f"/forums/{forum.slug}/registration"
    data = {**PERSON, **start(client, forum), "track_id": track.id}
    refused = client.post(f"{path}/confirmation", data=data)
    assert refused.status_code == 422
    data |= {f"question_{asked.id}": ["人材", "基盤"], f"question_{yes.id}": "yes"}
    check = text_of(client.post(f"{path}/confirmation", data=data))
    assert "人材、基盤" in check
    assert "この部会はWebのみで行います。" in check
    client.post(path, data=data)
    registration = registrations()[0]
    assert registration.track_id == track.id
    assert [(answer.question_id, answer.value) for answer in registration.answers] == [
        (asked.id, "人材\n基盤"),
        (yes.id, "yes"),
    ]


def test_the_form_offers_the_organisations_of_the_invited_prefecture(client):
    forum = make_forum()
    make_line(forum)
    page = text_of(client.get(f"/forums/{forum.slug}/registration"))
    assert page.count("<option value=") - page.count('<option value=""') >= 21
    assert '<option value="長崎市">422011</option>' in page


def test_the_personal_page_shows_the_own_track_and_no_join_link(client):
    forum = make_forum(ends=None, join_url="https://meet.example.jp/1")
    seed = seed_programme(forum)
    registration = make_registration(forum, Mode.WEB, track_id=seed.second.id)
    page = text_of(client.get(f"/registrations/{token_of(registration)}/"))
    assert ("登壇発表者との質疑応答" in page, "グループワーク・グループ発表" in page) == (True, False)
    assert "令和6年8月1日(木) 13:30〜15:20" in page
    assert "meet.example.jp" not in page


def test_joining_is_a_post_that_leads_to_the_own_page_with_the_link(client, clock):
    forum = make_forum(join_url="https://meet.example.jp/1")
    registration = make_registration(forum, Mode.WEB)
    path = f"/registrations/{token_of(registration)}/join"
    assert "meet.example.jp" not in text_of(client.get(path))
    clock.advance(days=31, hours=4)
    own = f"/registrations/{token_of(registration)}/"
    answer = client.post(path, data={"csrf_token": token(client, own)})
    assert answer.location == path
    assert '<a class="button button--large" href="https://meet.example.jp/1" rel="noreferrer">' in text_of(
        client.get(path)
    )
    db.session.refresh(registration)
    assert registration.join_taken_at == clock.instant


def test_mode_details_and_cancellation_work_from_the_personal_page(client):
    registration = make_registration(make_forum())
    own = f"/registrations/{token_of(registration)}"
    kept = {"csrf_token": token(client, f"{own}/mode")}
    assert client.post(f"{own}/mode", data={**kept, "mode": "web"}).location == f"{own}/"
    details = {name: value for name, value in PERSON.items() if name != "mode"}
    version = {"version": "2"}
    assert client.post(f"{own}/details", data={**kept, **details, **version}).location == f"{own}/"
    db.session.refresh(registration)
    assert (registration.mode, registration.family_name) == (Mode.WEB, "髙橋")
    assert client.post(f"{own}/details", data={**kept, **details, **version}).status_code == 422
    assert client.get(f"{own}/cancellation").status_code == 200
    assert client.post(f"{own}/cancellation", data=kept).location == f"{own}/"
    assert "キャンセル済" in text_of(client.get(f"{own}/"))
    assert [client.get(f"{own}/{page}").status_code for page in ("mode", "details")] == [403, 403]


def test_the_own_calendar_file_asks_nobody_and_holds_no_join_link(client):
    registration = make_registration(make_forum(join_url="https://meet.example.jp/1"), Mode.WEB)
    answer = client.get(f"/registrations/{token_of(registration)}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    body = text_of(answer)
    assert [word in body for word in ("LOCATION:Web", "METHOD", "ATTENDEE", "meet.example.jp")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_lost_link_gives_the_same_answer_for_known_and_unknown_addresses(client):
    forum = make_forum()
    make_registration(forum, email="momoko@city.example.jp")
    path = f"/forums/{forum.slug}/registration/lost-link"
    kept = {"csrf_token": token(client, path)}
    answers = [
        client.post(path, data={**kept, "email": f"{name}@city.example.jp"}) for name in ("momoko", "x")
    ]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"{path}/sent")] * 2
    sent = db.session.scalars(sa.select(Letter.address).where(Letter.kind == "registration.link")).all()
    assert list(sent) == ["momoko@city.example.jp"]


def test_after_ten_look_ups_no_more_links_are_mailed(client, clock):
    forum = make_forum()
    make_registration(forum, email="momoko@city.example.jp")
    path = f"/forums/{forum.slug}/registration/lost-link"
    kept = {"csrf_token": token(client, path)}
    for number in range(10):
        client.post(path, data={**kept, "email": f"x{number}@city.example.jp"})
    client.post(path, data={**kept, "email": "momoko@city.example.jp"})
    counted = sa.select(sa.func.count()).where(Letter.kind == "registration.link")
    assert db.session.scalar(counted) == 0
    clock.advance(minutes=61)
    client.post(path, data={**kept, "email": "momoko@city.example.jp"})
    assert db.session.scalar(counted) == 1


def test_an_invitation_opens_a_forum_that_nobody_else_sees_and_its_registration(client):
    forum = make_forum(visibility=Visibility.INVITATION)
    invitation = make_invitation(forum, "clerk@town.example.jp", organisation="長与町")
    assert client.get(f"/forums/{forum.slug}/registration").status_code == 404
    own = invitation_link(invitation).removeprefix("http://forum.test")
    assert forum.title in text_of(client.get(own))
    form = text_of(client.get(f"{own}registration"))
    assert ('value="長与町"' in form, 'value="clerk@town.example.jp"' in form) == (True, True)
    kept = {"csrf_token": re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form)[1]}
    check = client.post(f"{own}registration/confirmation", data={**PERSON, **kept})
    sent = client.post(f"{own}registration", data=hidden(text_of(check)))
    assert sent.location == f"/registrations/{token_of(registrations()[0])}/?new=1"
    assert client.get(sent.location).status_code == 200
