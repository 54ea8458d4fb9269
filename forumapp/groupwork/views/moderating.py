"""The moderator's page: which notes stand on the screen, whether it stands still, the clock, and the link."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import pagecache
from forumapp.core.access import Stamp, role
from forumapp.core.converters import small_number
from forumapp.core.pages import notify, show, wants_piece
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.groupwork.forms.boards import DoForm
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import boards, live, moderating, presenting, works
from forumapp.groupwork.services import boards as services
from forumapp.groupwork.services import hall
from forumapp.groupwork.views import clockface

bp = Blueprint("screen", __name__)
DESK = "/desk/forums/<slug:forum>/screen"
Verbs = Mapping[str, tuple[Callable[[], object], str]]
"""What the buttons of a form do, and the words that tell that it is done."""


@bp.get(DESK)
@role("owner", "editor")
def index(forum: Forum) -> ResponseReturnValue:
    """Show the page of the first group work."""
    found = live.works_of(forum)
    if not found:
        return show("groupwork/screen_empty.html", forum=forum)
    return moderators_page(found[0], DoForm(sent=False))


@bp.get(DESK + "/<id:work>")
@role("owner", "editor")
def moderate(forum: Forum, work: int) -> ResponseReturnValue:
    """Choose what stands on the screen."""
    found = work_or_404(forum, work)
    if not wants_piece():
        return moderators_page(found, DoForm(sent=False))
    stamp = Stamp(f"{boards.stamp_of_desk(found).revision}.{g.account.id}")
    return pagecache.conditional(stamp, lambda: moderators_page(found, DoForm(sent=False)))


@bp.post(DESK + "/<id:work>/cards")
@role("owner", "editor")
def cards(forum: Forum, work: int) -> ResponseReturnValue:
    """Show, update, highlight or take off notes."""
    found, form = work_or_404(forum, work), DoForm()
    verbs = _card_verbs(found, form)
    return answer(found, form, verbs, lambda: moderators_page(found, form))


@bp.post(DESK + "/<id:work>/settings")
@role("owner", "editor")
def settings(forum: Forum, work: int) -> ResponseReturnValue:
    """Pause or go on; choose by hand or live; order by group or theme; make or end the link."""
    found, form = work_or_404(forum, work), DoForm()
    return answer(found, form, _setting_verbs(found), lambda: moderators_page(found, form))


@bp.post(DESK + "/<id:work>/clock")
@role("owner", "editor")
def clock(forum: Forum, work: int) -> ResponseReturnValue:
    """Set the clock of the hall."""
    found, form = work_or_404(forum, work), DoForm()
    return answer(found, form, _clock_verbs(found), lambda: moderators_page(found, form))


def work_or_404(forum: Forum, ident: int) -> GroupWork:
    """Return a group work of the forum."""
    return boards.work_of(forum, ident) or abort(404)


def answer(work: GroupWork, form: DoForm, verbs: Verbs, page: Callable[[], Response]) -> ResponseReturnValue:
    """Do what the button says and tell it; otherwise show the page again with the reason."""
    said = ""
    if form.offer(verbs).accepted():
        with form.refusals():
            do, words = verbs[form.verb]
            do()
            said = words
    if not said or (wants_piece() and not form.back.data):
        response = page()
        response.headers["X-Say"] = quote(said)
        return response
    if not wants_piece():
        notify(said)
    return redirect(_page_of(work, form.back.data), 303)


def _page_of(work: GroupWork, back: str | None) -> str:
    slug = work.forum.slug
    if back == "groups":
        return url_for("groupwork.groups", forum=slug)
    if back == "talks":
        return url_for("talks.index", forum=slug, work=work.id)
    return url_for("screen.moderate", forum=slug, work=work.id, **_filter())


def _card_verbs(work: GroupWork, form: DoForm) -> Verbs:
    number, by = form.number, g.actor
    looked_at = {number: form.version} if form.version else None
    lower = partial(services.highlight, work, None, by=by)
    return {
        "show": (
            partial(services.show, work, [number], by=by, looked_at=looked_at),
            _("投影しました。"),
        ),
        "off": (partial(services.take_off, work, [number], by=by), _("画面から外しました。")),
        "highlight": (partial(services.highlight, work, number, by=by), _("強調しました。")),
        "lower": (lower, _("強調をやめました。")),
        "show_marked": (
            lambda: _show_points(work, form.looked_at),
            _("発表する意見を投影しました。氏名の可能性がある意見は含めていません。"),
        ),
        "clear": (
            lambda: services.take_off(work, [*moderating.cards_by_note(work)], by=by),
            _("すべてのカードを画面から外しました。"),
        ),
    }


def _show_points(work: GroupWork, looked_at: Mapping[int, int]) -> None:
    """Show the points that the page had, as far as groups still want to present them and nobody seems to be named."""
    points = [ident for ident in moderating.sound_points(work) if ident in looked_at]
    services.show(work, points, by=g.actor, looked_at=looked_at)


def _setting_verbs(work: GroupWork) -> Verbs:
    by = g.actor
    order, live_mode = partial(services.order, work, by=by), partial(services.go_live, work, by=by)
    return {
        "pause": (partial(services.pause, work, by=by), _("画面を一時停止しました。")),
        "resume": (partial(services.resume, work, by=by), _("画面の一時停止を解除しました。")),
        "by_group": (partial(order, by_theme=False), _("班ごとに並べました。")),
        "by_theme": (partial(order, by_theme=True), _("テーマごとに並べました。")),
        "live": (partial(live_mode, live=True), _("自動で投影する方法に切り替えました。")),
        "moderated": (partial(live_mode, live=False), _("選んで投影する方法に切り替えました。")),
        "open_link": (partial(services.open_link, work, by=by), _("投影用リンクを作成しました。")),
        "close_link": (partial(services.close_link, work, by=by), _("投影用リンクを無効にしました。")),
    }


def _clock_verbs(work: GroupWork) -> Verbs:
    by = g.actor
    return {
        "start": (partial(hall.start_now, work, by=by), _("グループワークを開始しました。")),
        "plus": (partial(hall.prolong, work, 5, by=by), _("5分延長しました。")),
        "minus": (partial(hall.prolong, work, -5, by=by), _("5分短縮しました。")),
        "programme": (partial(hall.follow_programme, work, by=by), _("次第の時刻に戻しました。")),
        "talks": (partial(hall.start_talks, work, by=by), _("発表を開始しました。")),
    }


def _filter() -> dict[str, Any]:
    wanted = {name: request.args.get(name, type=small_number) for name in ("theme", "group")}
    return {name: ident for name, ident in wanted.items() if ident}


def moderators_page(work: GroupWork, form: DoForm) -> Response:
    """Show the moderator's page, or its piece."""
    chosen = _filter()
    return show(
        "groupwork/screen.html",
        piece="groupwork/_screen.html",
        status=form.status,
        forum=work.forum,
        work=work,
        works=live.works_of(work.forum),
        form=form,
        groups=sorted(presenting.in_order(work), key=lambda group: (group.number, group.id)),
        themes=works.themes(work.id),
        chosen=chosen,
        candidates=moderating.candidates(work, group_id=chosen.get("group"), theme_id=chosen.get("theme")),
        lying=len(moderating.cards_by_note(work)),
        **_state(work),
    )


def _state(work: GroupWork) -> dict[str, Any]:
    board = boards.board_of(work)
    token = boards.token_of(board) if boards.has_link(board) else ""
    timing = boards.timing_of(work, board)
    return {
        "board": board,
        "clock": clockface.hands(timing, work.forum.zone),
        "clock_verbs": clockface.buttons(timing, board),
        "link": absolute_url("projector.by_link", token=token) if token else "",
    }
