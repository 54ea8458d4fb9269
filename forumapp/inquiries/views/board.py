"""The desk's quota board: who has answered, which seats are used, more seats, reminders."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core import audit
from forumapp.core.access import rehearsal, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.inquiries import board_words, policy
from forumapp.inquiries.forms import board as forms
from forumapp.inquiries.queries import board as queries
from forumapp.inquiries.queries.board import PER_PAGE
from forumapp.inquiries.queries.board_rows import CellState
from forumapp.inquiries.services import boarding
from forumapp.registration.queries.audience import quota as quota_of
from forumapp.registration.queries.ledger import planned
from forumapp.registration.services.rules import allot
from forumapp.registration.tables import XLSX
from forumapp.registration.wording import shortage_words

bp = Blueprint("board", __name__)
BOARD = "/desk/forums/<slug:forum>/board"
WORDS = ("stand_choices", "cell_name", "column_name", "prefecture_name")


@bp.context_processor
def words() -> dict[str, Any]:
    """Return what the templates of the board may call."""
    return {
        **{name: getattr(board_words, name) for name in WORDS},
        "labels": board_words.Labels(),
        "cell_states": list(CellState),
        "writing": bool(g.roles & set(policy.WRITERS)),
        "editing": bool(g.roles & set(policy.EDITORS)),
    }


@bp.get(BOARD)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Organisations × departments, filtered and in pages; the totals are those of every page."""
    wanted = forms.read(request.args)
    board = queries.board(forum, wanted)
    pages = max(1, -(-len(board.rows) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = board.rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    board.seats.fill(rows)
    return page(
        "inquiries/board/index.html",
        forum=forum,
        board=board,
        rows=rows,
        number=number,
        pages=pages,
        wanted=wanted,
        kept=forms.write(wanted),
        shortage=shortage_words(planned(forum).shortage()),
        address=lambda n: url_for(".index", forum=forum.slug, page=n, **forms.write(wanted)),
        form=ActionForm(),
    )


@bp.route(f"{BOARD}/seats/<id:quota>/<slug:organisation>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def seats(forum: Forum, quota: int, organisation: str) -> ResponseReturnValue:
    """Give one organisation more or fewer seats in a quota."""
    meant = quota_of(forum, quota) or abort(404)
    row = queries.row_of(forum, meant, organisation) or abort(404)
    cell = row.total
    form = forms.SeatsForm(seats=cell.seats)
    if form.accepted():
        with form.refusals():
            allot(meant, boarding.organisation_of(row), by=g.actor, seats=form.seats.data or 0)
            notify(_("「%(name)s」の席数を変更しました。", name=row.name))
            return _back(forum)
    back = url_for(".index", forum=forum.slug, **_kept())
    context: dict[str, Any] = {"forum": forum, "quota": meant, "row": row, "cell": cell, "back": back}
    return page("inquiries/board/seats.html", form=form, status=form.status, **context)


@bp.post(f"{BOARD}/organisations/<slug:organisation>/reply")
@role(*policy.WRITERS)
def answer(forum: Forum, organisation: str) -> ResponseReturnValue:
    """Go and answer for an organisation, which nobody may have named yet (代理入力)."""
    row = queries.organisation_row(forum, organisation) or abort(404)
    if not ActionForm().accepted():
        return _back(forum)
    ident = boarding.organisation_of(row).id
    return redirect(url_for("inquiries.proxy", forum=forum.slug, organisation=ident), 303)


@bp.post(f"{BOARD}/reminders/preview")
@role(*policy.EDITORS)
@rehearsal
def check_reminders(forum: Forum) -> ResponseReturnValue:
    """Say who would be reminded, and who not and why; nothing is sent yet."""
    form = ActionForm()
    chosen = _chosen(forum)
    if form.accepted() and not chosen.due:
        form.refuse(_("督促できる団体が選ばれていません。"))
    return _reminders_page(forum, form, chosen)


@bp.post(f"{BOARD}/reminders")
@role(*policy.EDITORS)
def remind(forum: Forum) -> ResponseReturnValue:
    """Remind exactly those whom the check page named."""
    form = ActionForm()
    chosen = _chosen(forum)
    if form.accepted() and chosen.due and request.form.get("mark") == chosen.mark:
        count = boarding.remind(forum, chosen, by=g.actor)
        notify(ngettext("%(num)d団体に督促を送ります。", "%(num)d団体に督促を送ります。", count))
        return _back(forum)
    if not form.errors:
        form.refuse(
            _("回答の状況が変わったため、まだ送っていません。内容を確認して、もう一度押してください。")
        )
    return _reminders_page(forum, form, chosen)


@bp.post(f"{BOARD}/export")
@role(*policy.WRITERS)
def export(forum: Forum) -> ResponseReturnValue:
    """Exactly what is filtered, as .xlsx; who took it is recorded."""
    ActionForm().accepted()
    board = queries.board(forum, forms.read(request.args))
    audit.record(
        g.actor, "board.exported", None, forum_id=forum.id, changes={"rows": [None, len(board.rows)]}
    )
    response = make_response(board_words.workbook(board, forum.title))
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="board-{forum.slug}.xlsx"'
    return response


def _chosen(forum: Forum) -> boarding.Chosen:
    board = queries.board(forum, forms.read(request.args))
    return boarding.chosen(forum, board, *forms.chosen(request.form))


def _reminders_page(forum: Forum, form: ActionForm, chosen: boarding.Chosen) -> Response:
    return page(
        "inquiries/board/reminders.html",
        forum=forum,
        form=form,
        chosen=chosen,
        shown=sorted(forms.chosen(request.form)[1]),
        kept=_kept(),
        back=url_for(".index", forum=forum.slug, **_kept()),
        status=form.status,
    )


def _kept() -> dict[str, Any]:
    return forms.write(forms.read(request.args))


def _back(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for(".index", forum=forum.slug, **_kept()), 303)
