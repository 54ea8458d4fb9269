"""The final list (出席の確定): who came and how that is known, its numbers, corrections, and the files of it."""

from typing import Any

from flask import Blueprint, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.attendance import final_filters as filters
from forumapp.attendance import presence_wording as wording
from forumapp.attendance import sheet
from forumapp.attendance.policy import may_check_in
from forumapp.attendance.presence_forms import CorrectionForm, RulesForm
from forumapp.attendance.queries import final as lists
from forumapp.attendance.queries import logs
from forumapp.attendance.queries.figures import figures, forecast
from forumapp.attendance.queries.web import rules_of
from forumapp.attendance.services import settling
from forumapp.core import audit, clock
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum, Mode
from forumapp.registration import policy
from forumapp.registration.queries.registrations import registration
from forumapp.registration.wording import mode_name

bp = Blueprint("final_list", __name__)
DESK = "/desk/forums/<slug:forum>/attendance"


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "wording": wording,
        "mode_name": mode_name,
        "editing": bool(g.roles & set(policy.EDITORS)),
        "may_export": bool(g.roles & set(policy.WRITERS)),
    }


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Everybody with whether they came, filtered and in pages; before the day how many are expected."""
    whole, wanted = lists.final(forum), filters.read(request.args)
    kept = filters.write(wanted)
    return show(
        "attendance/final/index.html",
        forum=forum,
        listed=filters.page(whole.rows, wanted, request.args),
        whole=whole,
        figures=figures(whole),
        kept=kept,
        is_whole=bool(request.args.get("all")),
        tracks=_tracks(forum),
        modes=(Mode.ON_SITE, Mode.WEB),
        has_begun=may_check_in(forum, clock.now()),
        forecast=forecast(forum),
        doubts=len(logs.doubts(forum)),
        changed=settling.changed_since(forum),
        address=lambda page: _address(forum, {**kept, "page": page}),
        form=ActionForm(),
    )


@bp.get(f"{DESK}/figures")
@role(*policy.READERS)
def numbers(forum: Forum) -> ResponseReturnValue:
    """The numbers: by mode, kind of organisation, track, item and organisation."""
    whole = lists.final(forum)
    context: dict[str, Any] = {"figures": figures(whole), "rules": whole.rules, "tracks": _tracks(forum)}
    has_begun = may_check_in(forum, clock.now())
    return show("attendance/final/figures.html", forum=forum, has_begun=has_begun, **context)


@bp.route(f"{DESK}/people/<id:number>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def correct(forum: Forum, number: int) -> ResponseReturnValue:
    """Say that somebody came or did not, with the reason."""
    person = registration(forum, number) or abort(404)
    rows = [row for row in lists.final(forum).rows if row.id == number]
    row = rows[0] if rows else None
    said = {True: "yes", False: "no"}.get(row.correction) if row and row.correction is not None else "record"
    form = CorrectionForm(data={"came": said, "reason": row.reason if row else ""})
    if form.accepted():
        with form.refusals():
            settling.correct(person, by=g.actor, came=form.answer(), reason=form.reason.data)
            notify(
                _("出席の記録を訂正しました。")
                if form.answer() is not None
                else _("記録のとおりに戻しました。")
            )
            return redirect(url_for(".index", forum=forum.slug, text=person.family_name), 303)
    context: dict[str, Any] = {"form": form, "person": person, "row": row}
    return show("attendance/final/correct.html", forum=forum, status=form.status, **context)


@bp.route(f"{DESK}/rules", methods=["GET", "POST"])
@role(*policy.EDITORS)
def rules(forum: Forum) -> ResponseReturnValue:
    """What counts as present."""
    now = rules_of(forum)
    form = RulesForm(data={"least_minutes": now.least_minutes, "item_share": now.item_share})
    if form.accepted():
        with form.refusals():
            settling.change_rules(forum, by=g.actor, **form.values())
            notify(_("出席とみなす条件を変更しました。"))
            return redirect(url_for(".index", forum=forum.slug), 303)
    return show("attendance/final/rules.html", forum=forum, form=form, status=form.status)


@bp.post(f"{DESK}/settlement")
@role(*policy.EDITORS)
def settle(forum: Forum) -> ResponseReturnValue:
    """Note that the list is final, or take that back."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            if request.form.get("do") == "reopen":
                settling.reopen(forum, by=g.actor)
                notify(_("出席の確定を取り消しました。"))
            else:
                settling.settle(forum, by=g.actor)
                notify(_("出席を確定しました。"))
    if form.form_errors:
        notify(str(form.form_errors[0]), "error")
    return redirect(url_for(".index", forum=forum.slug), 303)


@bp.post(f"{DESK}/export")
@role(*policy.WRITERS)
def export(forum: Forum) -> ResponseReturnValue:
    """Exactly what is filtered, as .xlsx or CSV; who took it is recorded."""
    ActionForm().accepted()
    kind = request.form.get("kind", "")
    kind = kind if kind in sheet.KINDS else sheet.KINDS[0]
    whole, wanted = lists.final(forum), filters.read(request.args)
    fitting = [row for row in whole.rows if wanted.fits(row)]
    table = sheet.rows_of(forum, fitting, whole.spans, _tracks(forum))
    changes = {"rows": [None, len(fitting)]}
    audit.record(g.actor, "attendance.exported", None, forum_id=forum.id, changes=changes)
    response = make_response(sheet.write(kind, table, forum.title))
    response.headers["Content-Type"] = sheet.TYPES[kind]
    ending = "xlsx" if kind == "xlsx" else "csv"
    response.headers["Content-Disposition"] = f'attachment; filename="attendance-{forum.slug}.{ending}"'
    return response


def _tracks(forum: Forum) -> dict[int, str]:
    return {track.id: track.name for track in agenda.tracks(forum.id)}


def _address(forum: Forum, arguments: dict[str, Any]) -> str:
    return url_for("final_list.index", forum=forum.slug, **arguments)
