"""The merge board without JavaScript: the seed's sentences by plain forms, coverage, flags, rights, flat statements, weight."""

import gzip
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.groupwork.models import Note, SummaryBullet
from forumapp.groupwork.services import notes, summary
from tests.counting import statements
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import add_bullet, add_note, approve, draft_bullet, key, make_work
from tests.groupwork.merging import THEMES, make_eight_groups
from tests.groupwork.pages import desk, post, token_in

BOARD_BUDGET = 120


@pytest.fixture
def work(app):
    return make_work(themes=1, groups=3)


@pytest.fixture
def editor(client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    return client


def board(work, **query):
    """Return the path of the first theme's board."""
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    return desk(work, f"summary?theme={work.themes[0].id}{asked}")


def fill(work, each):
    """Let every group write ``each`` notes on the first theme."""
    subjects = ("研修", "窓口", "予算", "戦略", "機器", "契約", "標準化", "広報")
    for group in work.groups:
        for number in range(each):
            add_note(group, work.themes[0], f"{subjects[number % 8]}を{group.number}班で見直す({number}件目)")


def test_the_six_sentences_are_made_by_plain_forms_and_seen_on_the_report(client):
    work = make_eight_groups(SYSTEM)
    sign_in_as(client, work.forum, Role.EDITOR)
    idents = {one.client_key: one.id for one in db.session.scalars(sa.select(Note).order_by(Note.id))}
    for theme, given in zip(work.themes, THEMES, strict=True):
        page = desk(work, f"summary?theme={theme.id}")
        for bullet in given["bullets"]:
            picks = [str(idents[name]) for name in bullet["sources"]]
            moved = post(client, desk(work, f"summary/themes/{theme.id}/picks"), page, note=picks)
            assert moved.status_code == 303
            fields = {"text": bullet["text"], "remark": bullet.get("remark", ""), "notes": picks}
            new = desk(work, f"summary/themes/{theme.id}/bullets/new")
            assert post(client, new, moved.location, **fields).status_code == 303
        assert "8班中8班の意見が使われています。" in client.get(page).text
        check = desk(work, f"summary/themes/{theme.id}/approval")
        step = re.search(r'name="step"[^>]* value="([\d.-]+)"', client.get(check).text)[1]
        assert post(client, check, step=step).status_code == 303
    section = client.get("/forums/nagasaki/report").text.partition('id="summary"')[2]
    wanted = [one for theme in THEMES for one in theme["bullets"]]
    shown = [one for one in wanted if f"<li>{one['text']}" in section]
    assert (shown, "（デジタル化との親和性が高い）" in section) == (wanted, True)


def test_coverage_names_the_groups_that_are_missing(work, editor):
    written = [add_note(group, work.themes[0], f"意見{group.number}") for group in work.groups[:2]]
    draft_bullet(work.themes[0], "まとめ", written[0])
    page = editor.get(board(work)).text
    said = (
        "3班中1班の意見が使われています。",
        "まだ使われていない班：2班",
        "意見がまだない班：3班",
        "意見2件のうち1件",
    )
    assert [one for one in said if one not in page] == []
    assert re.findall(r"使用済み（文1）", page) == ["使用済み（文1）"]


def test_opposites_are_shown_beside_a_proposal_but_not_in_it(work, editor):
    for group, text in zip(
        work.groups, ("常勤が望ましい", "常勤の人が望ましい", "常勤は難しい"), strict=True
    ):
        add_note(group, work.themes[0], text)
    page = editor.get(board(work)).text
    proposal = page.partition("data-proposal")[2].partition("</ul>")[0]
    assert [
        text for text in ("常勤が望ましい", "常勤の人が望ましい", "常勤は難しい") if text in proposal
    ] == [
        "常勤が望ましい",
        "常勤の人が望ましい",
    ]
    assert "常勤は難しい" in page.partition("merge-opposed")[2].partition("</div>")[0]


def test_a_proposal_is_left_aside_and_brought_back(work, editor):
    for group in work.groups:
        add_note(group, work.themes[0], "継続的な支援が必要")
    page = board(work)
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', editor.get(page).text)[1]
    turn = desk(work, f"summary/themes/{work.themes[0].id}/proposals")
    post(editor, f"{turn}/drop", page, digest=digest)
    assert ("data-proposal" in editor.get(page).text, "外した案(1件)" in editor.get(page).text) == (
        False,
        True,
    )
    post(editor, f"{turn}/return", page, digest=digest)
    assert "data-proposal" in editor.get(page).text
    assert post(editor, f"{turn}/drop", page, digest="x").status_code == 303
    assert post(editor, f"{turn}/else", page, digest=digest).status_code == 404


def test_a_note_like_a_sentence_is_proposed_for_it(work, editor):
    one, two = (add_note(group, work.themes[0], "継続的な支援が必要") for group in work.groups[:2])
    bullet = draft_bullet(work.themes[0], "支援が必要。", one)
    page = board(work)
    join = re.search(r'name="join" value="([\d:,]+)"', editor.get(page).text)[1]
    assert join == f"{bullet.id}:{two.id}"
    answer = post(editor, desk(work, f"summary/themes/{work.themes[0].id}/picks"), page, join=join)
    assert answer.location.endswith(f"step={bullet.id}.2")
    assert "意見2件のうち2件" in editor.get(page).text


def test_the_last_step_is_undone_from_the_page(work, editor):
    note = add_note(work.groups[0], work.themes[0], "意見")
    bullet = draft_bullet(work.themes[0], "まとめ", note)
    page = board(work, step=f"{bullet.id}.1")
    undo = desk(work, f"summary/themes/{work.themes[0].id}/undo")
    assert post(editor, undo, page, step=f"{bullet.id}.1").status_code == 303
    assert db.session.scalar(sa.select(SummaryBullet.withdrawn_at)) is not None
    assert post(editor, undo, page, step=f"{bullet.id}.1").status_code == 409
    assert post(editor, undo, page, step="なにか").status_code == 303


def test_another_wording_is_taken_over_without_saving(work, editor):
    one, two = (add_note(group, work.themes[0], f"言い回し{group.number}") for group in work.groups[:2])
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    fields = {"text": "自分の文", "remark": "", "notes": [one.id, two.id], "wording": str(two.id)}
    answer = post(editor, new, f"{new}?note={one.id}&note={two.id}", **fields)
    assert (answer.status_code, re.search(r"<textarea[^>]*>\s*(\S+)</textarea>", answer.text)[1]) == (
        200,
        "言い回し2",
    )
    assert db.session.scalars(sa.select(SummaryBullet)).all() == []


def test_a_sentence_is_split_by_its_notes(work, editor):
    one, two = (add_note(group, work.themes[0], f"意見{group.number}") for group in work.groups[:2])
    bullet = draft_bullet(work.themes[0], "まとめ", one, two)
    new = desk(work, f"summary/themes/{work.themes[0].id}/bullets/new")
    fields = {"text": "別の文", "remark": "", "notes": str(two.id), "split": str(bullet.id)}
    answer = post(editor, new, f"{new}?note={two.id}&out={bullet.id}", **fields)
    assert answer.location.endswith(f"step={bullet.id + 1}.1-{bullet.id}.2")
    db.session.expire_all()
    rows = db.session.scalars(sa.select(SummaryBullet).order_by(SummaryBullet.id))
    assert [[source.note_id for source in row.sources] for row in rows] == [[one.id], [two.id]]


def test_a_note_that_changed_after_it_was_used_is_shown_with_old_and_new_words(work, editor, transaction):
    note = add_note(work.groups[0], work.themes[0], "前の意見")
    bullet = draft_bullet(work.themes[0], "まとめ", note)
    with transaction():
        line = notes.Line(note.theme_id, note.client_key, 1, "今の意見")
        notes.save(work.groups[0], [line], editor=key(), by=SYSTEM)
    page = editor.get(board(work)).text
    assert ("<del>前の意見</del>" in page, "<ins>今の意見</ins>" in page) == (True, True)
    post(editor, desk(work, f"summary/bullets/{bullet.id}/sources/reading"), board(work), note=str(note.id))
    assert "<del>" not in editor.get(board(work)).text


def test_both_wordings_and_the_state_of_a_changed_sentence_are_shown(work, editor, transaction):
    bullet = add_bullet(work.themes[0], "公開の文。", add_note(work.groups[0], work.themes[0], "意見"))
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="編集の文。")
    page = editor.get(board(work)).text
    assert [one for one in ("公開の文。", "編集の文。", "承認後に変更あり") if one not in page] == []
    check = editor.get(desk(work, f"summary/themes/{work.themes[0].id}/approval")).text
    assert re.findall(r'class="conflict__who">([^<]+)<', check) == ["承認済みの文", "編集中の文"]
    history = editor.get(desk(work, f"summary/bullets/{bullet.id}/history")).text
    assert re.findall(r"<span>第(\d)版</span>", history) == ["2", "1"]
    assert "第1版を承認しました。" in history
    back = desk(work, f"summary/bullets/{bullet.id}/history/1")
    assert post(editor, back, desk(work, f"summary/bullets/{bullet.id}/history")).status_code == 303
    assert post(editor, back.replace("history/1", "history/9"), board(work)).status_code == 404
    db.session.expire_all()
    assert db.session.scalars(sa.select(SummaryBullet.text)).all() == ["公開の文。"]


def test_the_search_and_the_filter_show_fewer_notes_and_say_so(work, editor):
    texts = ("ＤＸの研修", "窓口", "予算")
    written = [add_note(group, work.themes[0], text) for group, text in zip(work.groups, texts, strict=True)]
    draft_bullet(work.themes[0], "まとめ", written[1])

    def shown(**query):
        page = editor.get(board(work, **query)).text
        return [int(one) for one in re.findall(r'data-note="(\d+)"', page)]

    first, second, third = (one.id for one in written)
    assert shown() == [first, second, third]
    assert shown(q="dx") == [first]
    assert shown(unused="1") == [first, third]
    assert shown(q="ない言葉") == []


def test_the_summary_is_copied_as_text_and_as_markdown(work, editor):
    note = add_note(work.groups[0], work.themes[0], "意見")
    approve(draft_bullet(work.themes[0], "公開の*文*。", note, remark="急ぐ"))
    draft_bullet(work.themes[0], "下書きの文。", note)
    files = desk(work, "summary/text/file")
    assert editor.get(f"{files}/txt").text == "<テーマ1>話題その1\n・公開の*文*。(急ぐ)\n"
    assert editor.get(f"{files}/md").text == "## \\<テーマ1\\>話題その1\n\n- 公開の\\*文\\*。(急ぐ)\n"
    assert editor.get(f"{files}/txt?drafts=1").text.endswith("・下書きの文。\n")
    assert editor.get(f"{files}/exe").status_code == 404
    assert "公開の*文*。" in editor.get(desk(work, "summary/text")).text


def test_news_is_a_304_until_something_changes(work, editor):
    page = editor.get(board(work)).text
    address = re.search(r'data-poll-url="([^"]+)"', page)[1].replace("&amp;", "&")
    first = editor.get(address)
    again = editor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, "新しく" in first.text, again.status_code) == (200, False, 304)
    add_note(work.groups[0], work.themes[0], "遅れた意見")
    assert (
        "班の意見が新しくなりました"
        in editor.get(address, headers={"If-None-Match": first.headers["ETag"]}).text
    )


def test_the_board_asks_as_many_statements_for_20_as_for_320_notes(client):
    counts = []
    for each in (4, 40):
        work = make_work(themes=1, groups=8 if each == 40 else 5)
        fill(work, each)
        written = db.session.scalars(
            sa.select(Note).where(Note.forum_id == work.forum.id).order_by(Note.id)
        ).all()
        for number in range(each // 4):
            draft_bullet(work.themes[0], f"文{number}", *written[number * 4 : number * 4 + 3])
        sign_in_as(client, work.forum, Role.EDITOR)
        client.get(board(work))
        counts.append(statements(lambda work=work: client.get(board(work))))
    assert counts[0] == counts[1]


def test_the_board_with_320_notes_is_light(client):
    work = make_work(themes=1, groups=8)
    fill(work, 40)
    sign_in_as(client, work.forum, Role.EDITOR)
    page = client.get(board(work)).text
    files = {"/assets/" + one for one in re.findall(r'(?:href|src)="/assets/([^"]+\.(?:css|js))"', page)}
    bodies = [page.encode(), *(client.get(one).data for one in sorted(files))]
    weight = sum(len(gzip.compress(one, 6)) for one in bodies) / 1000
    assert (weight <= BOARD_BUDGET, len(bodies) <= 9) == (True, True), (weight, len(bodies))


def test_after_the_retention_the_board_says_what_is_gone(work, editor, transaction):
    note = add_note(work.groups[0], work.themes[0], "意見")
    draft_bullet(work.themes[0], "まとめ", note)
    with transaction() as session:
        session.execute(sa.update(Note).values(text=""))
    assert "意見の文は消去されました" in editor.get(board(work)).text


def test_notes_of_another_theme_or_forum_cannot_be_picked(work, editor):
    other = make_work(themes=1, groups=1)
    foreign = add_note(other.groups[0], other.themes[0], "よその意見")
    own = add_note(work.groups[0], work.themes[0], "意見")
    bullet = draft_bullet(work.themes[0], "まとめ", own)
    picks = desk(work, f"summary/themes/{work.themes[0].id}/picks")
    answer = post(editor, picks, board(work), note=str(foreign.id), target=str(bullet.id))
    assert answer.status_code == 409
    foreign_bullet = draft_bullet(other.themes[0], "よその文", foreign)
    answer = post(editor, picks, board(work), note=str(own.id), target=str(foreign_bullet.id))
    assert answer.status_code == 404
    assert token_in(editor, board(work))


def test_the_clock_of_an_approval_is_kept(work):
    bullet = add_bullet(work.themes[0], "まとめ", add_note(work.groups[0], work.themes[0], "意見"))
    assert bullet.approved_at == datetime(2024, 7, 1, tzinfo=UTC)
