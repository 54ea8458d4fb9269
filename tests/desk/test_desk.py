"""The list of forums, a new forum, and the overview of one."""

import re
from datetime import datetime
from html import unescape

import pytest

from forumapp.agenda.models import Appearance, Item
from forumapp.core import clock
from forumapp.forums.models import HostRole, Mode, Role
from forumapp.forums.queries import forum_for, forums_of
from forumapp.forums.services import places
from forumapp.mail import services as mail
from forumapp.mail.models import LetterState
from forumapp.registration.models import Registration, RegistrationState
from tests.accounts.factories import make_account, sign_in
from tests.counting import statements
from tests.desk.conftest import DESK
from tests.forums.factories import make_forum, make_membership, make_organisation, sign_in_as
from tests.forums.pages import errors_on, send, text_of
from tests.groupwork.factories import add_note, approve, draft_bullet, make_work


def plain(html):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)))


def tasks_on(page):
    """Return {task: state} of the task lists."""
    rows = re.findall(
        r'tasks__name">(.*?)</span>\s*<span class="tag[^"]*">(.*?)</span>', page, flags=re.DOTALL
    )
    return {
        plain(re.sub(r'<span class="tasks__hint.*', "", name)).strip(): plain(state).strip()
        for name, state in rows
    }


def tiles_on(page):
    """Return {label: (number, note)} of the tiles."""
    return {
        plain(label).strip(): (int(number), plain(note or "").strip())
        for label, number, note in re.findall(
            r'tile__label">(.*?)</span>\s*<span class="tile__number">(\d+)<.*?</span></span>'
            r'(?:\s*<span class="tile__note">(.*?)</span>)?',
            page,
            flags=re.DOTALL,
        )
    }


def test_the_desk_lists_own_forums_with_state_and_role(client, forum, editor):
    make_forum(title="他人のフォーラム")
    make_membership(make_forum(title="下書きのもの", draft=True, day=None), editor, Role.OWNER)
    page = text_of(client.get("/desk/"))
    cards = [plain(card) for card in page.split('class="forum-card"')[:0:-1]]
    assert len(cards) == 2
    assert [word in cards[0] for word in (forum.title, "受付中", "編集者", "8/1")] == [True] * 4
    assert [word in cards[1] for word in ("下書きのもの", "下書き", "責任者", "調整中")] == [True] * 4
    assert "他人のフォーラム" not in page
    assert "フォーラムを作成する" not in page


def test_an_empty_desk_offers_to_begin_to_those_who_may(client, app):
    sign_in(client, make_account(may_create=True))
    assert 'href="/desk/forums/new"' in text_of(client.get("/desk/"))
    sign_in(client, make_account())
    page = text_of(client.get("/desk/"))
    assert "担当者に追加すると、ここに表示されます。" in page
    assert 'href="/desk/forums/new"' not in page


def test_the_desk_needs_a_sign_in(client):
    assert (client.get("/desk/").status_code, client.get("/desk/").location) == (303, "/sign-in?next=/desk/")


def test_three_forums_take_as_many_statements_as_one(client, forum, editor):
    client.get("/desk/")
    one = statements(lambda: client.get("/desk/"))
    for _more in range(2):
        make_membership(make_forum(owner=make_organisation()), editor)
    assert statements(lambda: client.get("/desk/")) == one


def test_a_forum_is_made_from_nothing_but_a_title(client, app):
    owner = make_organisation("420000")
    account = make_account(may_create=True, organisation_id=owner.id)
    sign_in(client, account)
    answer = send(client, "/desk/forums/new", title="県・市町フォーラム", day="R6.9.2")
    assert (answer.status_code, answer.location) == (303, "/desk/forums/forum-2024-09-02/")
    forum, roles = forum_for("forum-2024-09-02", account)
    assert (forum.owner.name, f"{forum.day}", forum.published_at, roles) == (
        "長崎県",
        "2024-09-02",
        None,
        frozenset({"owner"}),
    )
    assert "まだ公開されていません。" in text_of(client.get(answer.location))


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"title": ""}, ("フォーラムの名称", "入力してください。")),
        ({"owner": ""}, ("主管する団体", "入力してください。")),
        (
            {"slug": "長崎"},
            (
                "ページのアドレス",
                "半角の英小文字・数字・ハイフン(-)だけで入力してください(80文字以内、例:nagasaki-2024)。",
            ),
        ),
        ({"day": "2024/2/30"}, ("開催日", "暦にない日付です。月と日を確認してください。")),
    ],
)
def test_a_new_forum_that_cannot_be_is_refused_at_its_field(client, app, values, line):
    account = make_account(may_create=True)
    sign_in(client, account)
    answer = send(client, "/desk/forums/new", **{"title": "名称", "owner": "長崎県", **values})
    assert (answer.status_code, errors_on(answer)) == (422, [line])
    assert list(forums_of(account)) == []


def test_who_may_not_create_is_turned_away(client, app):
    sign_in(client, make_account())
    assert client.get("/desk/forums/new").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_everybody_with_a_role_sees_the_overview_and_only_links_they_may_open(client, forum, role):
    sign_in_as(client, forum, role)
    page = text_of(client.get(f"{DESK}/"))
    may_edit = role in {Role.OWNER, Role.EDITOR}
    links = [f'href="{DESK}/{path}"' in page for path in ("facts", "history", "letters", "people")]
    assert links == [may_edit, may_edit, may_edit, role is Role.OWNER]


def test_a_fresh_forum_has_everything_to_do(client, app):
    forum = make_forum(slug="nagasaki-2024", draft=True, day=None)
    sign_in_as(client, forum)
    assert tasks_on(text_of(client.get(f"{DESK}/"))) == {
        "基本情報": "未着手",
        "会場・開催方法": "未着手",
        "主催・共催・後援": "未着手",
        "参加対象・参加枠": "未着手",
        "次第": "未着手",
        "次第を公開する": "まだ始められません",
        "ページの公開": "未着手",
        "登壇者の確認": "まだ始められません",
        "受付期間": "未着手",
        "開催案内": "まだ始められません",
        "照会と回答": "まだ始められません",
        "開催報告": "まだ始められません",
    }


TASKS = ("基本情報", "主催・共催・後援", "次第", "次第を公開する", "受付期間")


def test_tasks_follow_what_is_there(client, forum, editor, transaction, app, clock):
    with app.test_request_context(), transaction() as session:
        session.add(Item(forum_id=forum.id, title="挨拶"))
        places.set_hosts(
            session.merge(forum), by=editor.actor, hosts=[(make_organisation("420000"), HostRole.HOST)]
        )
    states = tasks_on(text_of(client.get(f"{DESK}/")))
    assert [states[name] for name in TASKS] == ["完了", "完了", "完了", "未着手", "完了"]
    clock.advance(days=60)
    sign_in(client, editor)
    assert tasks_on(text_of(client.get(f"{DESK}/")))["開催報告"] == "未着手"


def register(session, forum, number, **values):
    given = {"mode": Mode.ON_SITE, "state": RegistrationState.CONFIRMED, **values}
    moments = {"registered_at": clock.now(), "changed_at": clock.now()}
    session.add(Registration(forum_id=forum.id, receipt=f"R{number}", family_name="試験", **given, **moments))


def test_tiles_count_people_letters_and_invitations(client, forum, editor, transaction):
    with transaction() as session:
        register(session, forum, 1)
        register(session, forum, 2)
        register(session, forum, 3, mode=Mode.WEB)
        register(session, forum, 4, state=RegistrationState.CANCELLED)
        register(session, make_forum(), 5)
        letter = mail.send("registration.received", dedupe="a", address="a@b.example.jp", forum_id=forum.id)
        letter.state = LetterState.FAILED
    assert tiles_on(text_of(client.get(f"{DESK}/"))) == {
        "会場で参加": (2, "定員50名・残り48名"),
        "Webで参加": (1, "定員なし"),
        "出席の見込み": (2, "登録者の約8割を目安に"),
        "開催案内": (0, ""),
        "送信できなかったメール": (1, ""),
    }


def test_a_forum_of_one_mode_counts_who_cancelled_instead(client, app, transaction):
    forum = make_forum(slug="nagasaki-2024", mode=Mode.WEB, seats_web=1)
    sign_in_as(client, forum)
    with transaction() as session:
        register(session, forum, 1, mode=Mode.WEB)
        register(session, forum, 2, mode=Mode.WEB, state=RegistrationState.CANCELLED)
    tiles = tiles_on(text_of(client.get(f"{DESK}/")))
    assert (tiles["Webで参加"], tiles["キャンセル"]) == ((1, "定員1名・満席"), (1, ""))


def test_a_damaged_name_is_a_warning(client, forum, editor, transaction):
    with transaction() as session:
        item = Item(forum_id=forum.id, title="長崎県説明", start=870, minutes=10)
        session.add(item)
        session.flush()
        session.add(Appearance(forum_id=forum.id, item_id=item.id, family_name="??橋", given_name="圭"))
    page = plain(text_of(client.get(f"{DESK}/")))
    assert "要確認「長崎県説明」：" in page
    assert "??橋" in page


def test_every_date_stands_with_the_page_that_sets_it(client, app):
    forum = make_forum(slug="nagasaki-2024", closes_web=datetime(2024, 7, 30, 17), retention_days=90)
    sign_in_as(client, forum)
    page = text_of(client.get(f"{DESK}/"))
    panel = page[page.index('id="dates"') : page.index('id="changes"')].split("</dl>")[0]
    lines = [plain(line).strip() for line in panel.split("<dt")[1:]]
    assert [line.split("> ")[-1] for line in lines] == [
        "受付開始 （済） 令和6年7月1日(月) 9:00",
        "申込締切(会場) 令和6年7月25日(木) 17:00",
        "申込締切(Web) 令和6年7月30日(火) 17:00",
        "開始 令和6年8月1日(木) 13:30",
        "終了 令和6年8月1日(木) 16:10",
        "個人情報の消去 令和6年10月30日(水) （終了から90日後）",
    ]
    assert panel.count(f'href="{DESK}/registration-period"') == 3


def test_the_overview_tells_how_many_sentences_of_the_summary_wait_and_where(client, forum, editor):
    work = make_work(forum=forum)
    theme = work.themes[0]
    note = add_note(work.groups[0], theme, "意見")
    approved = draft_bullet(theme, "承認した文。", note)
    draft_bullet(theme, "待つ文。", note)
    draft_bullet(theme, "待つ文その2。", note)
    approve(approved)
    told = "意見の概要に、承認を待つ文が2件あります。"
    assert f'<a href="{DESK}/summary">{told}</a>' in text_of(client.get(f"{DESK}/"))


def test_the_overview_takes_the_same_statements_whatever_there_is(client, forum, editor, transaction):
    client.get(f"{DESK}/")
    one = statements(lambda: client.get(f"{DESK}/"))
    with transaction() as session:
        for number in range(3):
            register(session, forum, number)
            mail.send(
                "registration.received", dedupe=f"{number}", address="a@b.example.jp", forum_id=forum.id
            )
    assert statements(lambda: client.get(f"{DESK}/")) == one
