"""Presence on the Web: participants' lists of the meeting tools read in, and their doubtful lines decided."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import queries as agenda
from forumapp.attendance import presence_wording as wording
from forumapp.attendance.presence_forms import ListForm, MarkForm, PeopleForm
from forumapp.attendance.queries import logs, people
from forumapp.attendance.queries.logs import LogLine
from forumapp.attendance.services import deciding, reading_logs
from forumapp.attendance.services.reading_logs import Look
from forumapp.attendance.tools.people import Kind
from forumapp.core.access import rehearsal, role, upload
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.wording import mode_name, state_name

bp = Blueprint("presence", __name__)
DESK = "/desk/forums/<slug:forum>/presence"
PER_PAGE = 30


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"wording": wording, "name_of": people.name_of, "mode_name": mode_name, "state_name": state_name}


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Show the lists that were read; take the one that was looked at."""
    form = ListForm(forum)
    look = form.look() if form.accepted() else None
    if look is None:
        return _lists(forum, form)
    content = form.content.data or b""
    log = reading_logs.read_in(forum, content, by=g.actor, filename=form.name(None), **form.how())
    if log is None:
        notify(_("同じファイルをすでに読み込んでいます。変わったところはありません。"), "info")
    else:
        notify(ngettext("%(num)d名分を読み込みました。", "%(num)d名分を読み込みました。", len(look.lines)))
    return _to(forum, "doubts" if logs.doubts(forum) else "index")


@bp.route(f"{DESK}/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
@upload
def preview(forum: Forum) -> ResponseReturnValue:
    """Say what a file holds and whom it finds; writes nothing."""
    form = ListForm(forum)
    if not form.is_submitted():
        return _to(forum, "index")
    given = request.files.get("file")
    form.name(given.filename if given else None)
    look: Look | None = form.look() if form.accepted() else None
    if look is None:
        return _lists(forum, form)
    known = people.people(forum, [ident for one in look.lines for ident in one.people or ()])
    return show("attendance/presence/preview.html", forum=forum, form=form, look=look, known=known)


@bp.get(f"{DESK}/doubts")
@role(*policy.EDITORS)
def doubts(forum: Forum) -> ResponseReturnValue:
    """Show the lines that need a decision with their candidates; or, on the other tab, those decided."""
    is_decided = request.args.get("shown") == "decided"
    lines = logs.decided(forum) if is_decided else logs.doubts(forum)
    pages = max(1, -(-len(lines) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = lines[(number - 1) * PER_PAGE : number * PER_PAGE]
    return show(
        "attendance/presence/doubts.html",
        forum=forum,
        lines=shown,
        is_decided=is_decided,
        total=len(lines),
        hinted=0 if is_decided else sum(one.first.kind != Kind.PERSON for one in lines),
        number=number,
        pages=pages,
        address=lambda page: _address(forum, is_decided, page),
        form=ActionForm(),
        **_candidates(forum, shown),
    )


@bp.route(f"{DESK}/lines/<id:number>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def line(forum: Forum, number: int) -> ResponseReturnValue:
    """Decide who a line is: one person, several at one device."""
    found = _fetch(forum, number)
    form = PeopleForm(data={"mark": found.mark, "people": list(found.people)})
    if form.accepted():
        with form.refusals():
            deciding.decide(forum, found, form.people.data or [], by=g.actor, mark=form.mark.data or "")
            notify(_("「%(name)s」の参加者を決めました。", name=found.first.name or found.first.address))
            return _to(forum, "doubts")
    form.mark.data = found.mark
    return _line_page(forum, found, form)


@bp.post(f"{DESK}/lines/<id:number>/dismissal")
@role(*policy.EDITORS)
def dismissal(forum: Forum, number: int) -> ResponseReturnValue:
    """Say that a line is nobody of ours, or make it a doubt again."""
    found, form = _fetch(forum, number), MarkForm()
    if form.accepted():
        with form.refusals():
            if request.form.get("what") == "reopen":
                deciding.reopen(forum, found, by=g.actor, mark=form.mark.data or "")
                notify(_("未決定に戻しました。"))
            else:
                deciding.dismiss(forum, found, by=g.actor, mark=form.mark.data or "")
                notify(_("対象外にしました。"))
            return _to(forum, "doubts")
    again = PeopleForm(sent=False, data={"mark": found.mark, "people": list(found.people)})
    for message in form.form_errors:
        again.refuse(message)
    return _line_page(forum, found, again)


@bp.post(f"{DESK}/doubts/dismissal")
@role(*policy.EDITORS)
def dismiss_hinted(forum: Forum) -> ResponseReturnValue:
    """Dismiss every undecided line that looks like a host, a recorder or a test."""
    if ActionForm().accepted():
        count = deciding.dismiss_hinted(forum, by=g.actor)
        notify(ngettext("%(num)d行を対象外にしました。", "%(num)d行を対象外にしました。", count))
    return _to(forum, "doubts")


@bp.post(f"{DESK}/doubts/matching")
@role(*policy.EDITORS)
def matching(forum: Forum) -> ResponseReturnValue:
    """Look for the people of undecided lines once more."""
    if ActionForm().accepted():
        count = reading_logs.match_again(forum, by=g.actor)
        notify(
            ngettext(
                "新しく%(num)d行の参加者が分かりました。", "新しく%(num)d行の参加者が分かりました。", count
            )
        )
    return _to(forum, "doubts")


@bp.post(f"{DESK}/logs/<id:number>/withdrawal")
@role(*policy.EDITORS)
def withdrawal(forum: Forum, number: int) -> ResponseReturnValue:
    """Take a whole list back."""
    form, log = ActionForm(), logs.log(forum, number) or abort(404)
    if form.accepted():
        with form.refusals():
            reading_logs.withdraw(log, by=g.actor)
            notify(_("読み込みを取り消しました。この一覧は出席に数えません。"))
            return _to(forum, "index")
    listing = ListForm(forum, sent=False)
    for message in form.form_errors:
        listing.refuse(message)
    return _lists(forum, listing)


def _fetch(forum: Forum, number: int) -> LogLine:
    return logs.line(forum, number) or abort(404)


def _lists(forum: Forum, form: ListForm) -> ResponseReturnValue:
    tracks = {track.id: track.name for track in agenda.tracks(forum.id)}
    context: dict[str, Any] = {
        "logs": logs.logs(forum),
        "tracks": tracks,
        "action": ActionForm(sent=False),
    }
    return show("attendance/presence/index.html", forum=forum, form=form, status=form.status, **context)


def _line_page(forum: Forum, found: LogLine, form: PeopleForm) -> ResponseReturnValue:
    text = request.args.get("text", "").strip()[:200]
    context = _candidates(forum, [found], people.search(forum, text) if text else ())
    return show(
        "attendance/presence/line.html",
        forum=forum,
        line=found,
        form=form,
        text=text,
        action=MarkForm(sent=False, data={"mark": found.mark}),
        status=form.status,
        **context,
    )


def _candidates(forum: Forum, lines: Any, searched: Any = ()) -> dict[str, Any]:
    """Return the candidates of each line by its row, and the people they are."""
    roster = people.roster(forum)
    matches = {
        one.first.id: roster.match(
            one.first.name,
            one.first.address,
            one.first.joined_at,
            is_person=one.first.kind in {Kind.PERSON, Kind.HOST},
        )
        for one in lines
    }
    idents = {ident for one in lines for ident in one.people} | {one.id for one in searched}
    for match in matches.values():
        idents |= (
            {one.id for one in match.candidates} | ({match.id} if match.id else set()) | set(match.several)
        )
    return {"matches": matches, "known": people.people(forum, sorted(idents)), "searched": searched}


def _address(forum: Forum, is_decided: bool, page: int) -> str:
    shown = "decided" if is_decided else None
    return url_for("presence.doubts", forum=forum.slug, shown=shown, page=page)


def _to(forum: Forum, endpoint: str) -> ResponseReturnValue:
    return redirect(url_for(f"presence.{endpoint}", forum=forum.slug), 303)
