"""What organisers print and take away of exactly the list that they filtered: lists, badges, files for other programs."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda.queries import released_programme
from forumapp.core import audit
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.core.paper.fonts import NoFont, find
from forumapp.core.uploads.sending import saved
from forumapp.forums.models import Forum
from forumapp.registration import filters, outputs, policy, tables
from forumapp.registration.models import Registration
from forumapp.registration.queries.audience import questions_seen, quota_labels
from forumapp.registration.queries.listing import everything
from forumapp.registration.queries.rsvps import standings
from forumapp.registration.views.words import words

bp = Blueprint("outputs", __name__)
bp.context_processor(words)
PATH = "/desk/forums/<slug:forum>/registrations/outputs"
PDF = "application/pdf"
SHIFT_JIS = "text/csv; charset=Shift_JIS"
FILES = ("xlsx", "csv", "csv-cp932", "groupware", "groupware-cp932")


@bp.get(PATH)
@role(*policy.WRITERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Ask what is wanted, and say which names CP932 would change."""
    listed = _listed(forum)
    return show(
        "registration/desk/outputs.html",
        forum=forum,
        form=ActionForm(),
        count=len(listed),
        agreed=len(outputs.meant("handout", listed)),
        changed=outputs.changed_by_cp932(listed),
        kept=filters.write(filters.read(request.args)),
        papers=[(what, outputs.title_of(what)) for what in outputs.PAPERS],
        most=outputs.MOST_ON_PAPER,
        wanted=filters.read(request.args),
    )


@bp.get(f"{PATH}/<slug:what>")
@role(*policy.WRITERS)
def printed(forum: Forum, what: str) -> ResponseReturnValue:
    """A paper as a page that the browser prints."""
    if what not in outputs.PAPERS:
        abort(404)
    listed = outputs.meant(what, _listed(forum))
    return show(
        "registration/desk/printed.html",
        forum=forum,
        what=what,
        title=outputs.title_of(what),
        listed=listed,
        cells_of=outputs.cells_of,
        heads=[] if what == "badges" else outputs.heads_of(what),
        kept=filters.write(filters.read(request.args)),
    )


@bp.post(f"{PATH}/<slug:what>/file")
@role(*policy.WRITERS)
def file(forum: Forum, what: str) -> ResponseReturnValue:
    """A paper as PDF, or the list as a file; who took it is recorded."""
    ActionForm().accepted()
    if what not in (*outputs.PAPERS, *FILES):
        abort(404)
    listed = outputs.meant(what, _listed(forum))
    changes = {"rows": [None, len(listed)], "kind": [None, what]}
    audit.record(g.actor, "registration.exported", None, forum_id=forum.id, changes=changes)
    if what in outputs.PAPERS:
        return _paper(forum, what, listed)
    body, kind, name = _FILES[what](forum, listed)
    return saved(body, kind, name)


def _listed(forum: Forum) -> Sequence[Registration]:
    return everything(forum, filters.read(request.args))


def _paper(forum: Forum, what: str, listed: Sequence[Registration]) -> ResponseReturnValue:
    if len(listed) > outputs.MOST_ON_PAPER:
        text = _(
            "%(most)d名を超えるため、PDFにできません。条件で絞り込んでください。", most=outputs.MOST_ON_PAPER
        )
        return show("registration/desk/too_many.html", status=422, forum=forum, text=text)
    try:
        font = find(current_app.config["SERVER"].font)
    except NoFont as error:
        return show("publishing/no_font.html", status=503, path=error.path)
    body = outputs.paper(what, forum, listed, font, language())
    return saved(body, PDF, f"{forum.slug}-{what}.pdf")


def _xlsx(forum: Forum, listed: Sequence[Registration]) -> tuple[bytes, str, str]:
    return (
        tables.write_xlsx(_table(forum, listed), forum.title),
        tables.XLSX,
        f"registrations-{forum.slug}.xlsx",
    )


def _csv(encoding: str) -> Callable[[Forum, Sequence[Registration]], tuple[bytes, str, str]]:
    def write(forum: Forum, listed: Sequence[Registration]) -> tuple[bytes, str, str]:
        body = tables.write_csv(_table(forum, listed), encoding)
        return body, _type(encoding), f"registrations-{forum.slug}.csv"

    return write


def _groupware(encoding: str) -> Callable[[Forum, Sequence[Registration]], tuple[bytes, str, str]]:
    def write(forum: Forum, listed: Sequence[Registration]) -> tuple[bytes, str, str]:
        rows = outputs.groupware_rows(forum, listed, released_programme(forum.id))
        return tables.write_csv(rows, encoding), _type(encoding), f"groupware-{forum.slug}.csv"

    return write


def _table(forum: Forum, listed: Sequence[Registration]) -> list[list[str]]:
    return tables.rows_of(listed, questions_seen(forum, g.roles), standings(listed), quota_labels(forum))


def _type(encoding: str) -> str:
    return SHIFT_JIS if encoding == "cp932" else tables.CSV


_FILES = {
    "xlsx": _xlsx,
    "csv": _csv("utf-8-sig"),
    "csv-cp932": _csv("cp932"),
    "groupware": _groupware("utf-8-sig"),
    "groupware-cp932": _groupware("cp932"),
}
