"""Papers and files of a group work: lists, cards, workbook, files for meeting tools; of the draft or of what was published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.core.paper.fonts import NoFont, find
from forumapp.core.uploads.sending import saved
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.calling import display_names
from forumapp.groupwork.display_names import FIELDS
from forumapp.groupwork.forms.papers import DisplayNameForm
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.naming import round_name
from forumapp.groupwork.papers import breakout, cards, kinds, printing
from forumapp.groupwork.papers.lists import listing
from forumapp.groupwork.queries import works
from forumapp.groupwork.queries.arrangement import DISPLAY_NAME
from forumapp.groupwork.queries.seating import Seating, has_published, seating
from forumapp.groupwork.services import naming
from forumapp.groupwork.sheets import writing
from forumapp.registration import outputs, tables
from forumapp.registration import policy as registration_policy
from forumapp.registration.queries.registrations import name_of

bp = Blueprint("group_papers", __name__)
PATH = "/desk/forums/<slug:forum>/groupwork/items/<id:item>/papers"
SHIFT_JIS = "text/csv; charset=Shift_JIS"
PDF = "application/pdf"
EXAMPLES = 5


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: which arrangement, and which round of it."""

    seated: Seating
    round: int

    @property
    def kept(self) -> dict[str, Any]:
        """Return the same as the query of an address."""
        return {"of": "published" if self.seated.is_published else "draft", "round": self.round}


def work_of(forum: Forum, item: int) -> GroupWork:
    """Return the group work of an item of this forum, or 404."""
    found = works.works(forum).get(item) if works.item(forum, item) else None
    return found or abort(404)


def _wanted(forum: Forum, item: int) -> Wanted:
    work = work_of(forum, item)
    published = has_published(work) and request.args.get("of") != "draft"
    seated = seating(work, published=published)
    round_ = request.args.get("round", 1, int)
    return Wanted(seated, round_ if round_ in seated.rounds else 1)


@bp.get(PATH)
@role(*registration_policy.WRITERS)
def index(forum: Forum, item: int) -> ResponseReturnValue:
    """All outputs of a group work."""
    wanted = _wanted(forum, item)
    return show(
        "groupwork/papers/index.html",
        **_context(forum, wanted),
        form=ActionForm(),
        state=printing.state_of(wanted.seated),
        rounds=_rounds(forum, wanted),
        kinds=kinds,
        may_arrange=policy.may_arrange(g.roles),
        has_published=has_published(wanted.seated.work),
        rooms=breakout.rooms(wanted.seated, wanted.round),
        limits=breakout,
        changed=outputs.changed_by_cp932(wanted.seated.people),
        examples=display_names(wanted.seated, wanted.round, web_only=False)[:EXAMPLES],
    )


@bp.get(f"{PATH}/<slug:what>")
@role(*registration_policy.WRITERS)
def printed(forum: Forum, item: int, what: str) -> ResponseReturnValue:
    """A list as a page that the browser prints."""
    if what not in kinds.LISTS:
        abort(404)
    wanted = _wanted(forum, item)
    return show(
        "groupwork/papers/printed.html",
        **_context(forum, wanted),
        what=what,
        title=printing.heading_of(what, wanted.seated, wanted.round),
        state=printing.state_of(wanted.seated),
        listed=listing(what, wanted.seated, wanted.round),
        one_a_page=what in kinds.ONE_A_PAGE,
    )


@bp.post(f"{PATH}/<slug:what>/file")
@role(*registration_policy.WRITERS)
def file(forum: Forum, item: int, what: str) -> ResponseReturnValue:
    """A paper as PDF, or the arrangement as a file; who took it is recorded."""
    ActionForm().accepted()
    if what not in (*kinds.LISTS, *kinds.CARDS, *kinds.FILES):
        abort(404)
    if what in kinds.EDITORS_ALONE and not policy.may_arrange(g.roles):
        abort(403)
    wanted = _wanted(forum, item)
    work = wanted.seated.work
    changes = {"rows": [None, len(wanted.seated.people)], "kind": [None, what]}
    audit.record(g.actor, "arrangement.exported", work, changes=changes)
    name = f"{forum.slug}-groups-{item}"
    if what in _FILES:
        body, kind, ending = _FILES[what](wanted)
        return saved(body, kind, f"{name}.{ending}")
    return _paper(what, wanted, f"{name}-{what}.pdf")


@bp.route(f"{PATH}/display-names/rule", methods=["GET", "POST"])
@role(*policy.ARRANGERS)
def rule(forum: Forum, item: int) -> ResponseReturnValue:
    """How people are asked to call themselves in the meeting tool; with ``look`` only examples of it."""
    wanted = _wanted(forum, item)
    form = DisplayNameForm(display_name=wanted.seated.arrangement.display_name or DISPLAY_NAME)
    if form.accepted() and "look" not in request.form:
        naming.set_rule(wanted.seated.work, by=g.actor, rule=form.display_name.data)
        notify(_("表示名のきまりを保存しました。"))
        return redirect(url_for("group_papers.index", forum=forum.slug, item=item, **wanted.kept), 303)
    sound = not form.errors
    examples = _examples(wanted, form.display_name.data) if sound else []
    return show(
        "groupwork/papers/rule.html",
        piece="groupwork/papers/_examples.html",
        status=form.status,
        **_context(forum, wanted),
        form=form,
        fields=FIELDS,
        usual=DISPLAY_NAME,
        examples=examples,
    )


def _rounds(forum: Forum, wanted: Wanted) -> list[tuple[str, str, bool]]:
    item = wanted.seated.work.item_id
    return [
        (
            round_name(number),
            url_for("group_papers.index", forum=forum.slug, item=item, of=wanted.kept["of"], round=number),
            number == wanted.round,
        )
        for number in wanted.seated.rounds
    ]


def _examples(wanted: Wanted, given: str) -> list[Any]:
    return display_names(wanted.seated, wanted.round, web_only=False, rule=given)[:EXAMPLES]


def _context(forum: Forum, wanted: Wanted) -> dict[str, Any]:
    return {
        "forum": forum,
        "item": wanted.seated.work.item,
        "seated": wanted.seated,
        "round": wanted.round,
        "kept": wanted.kept,
        "name_of": name_of,
    }


def _paper(what: str, wanted: Wanted, filename: str) -> ResponseReturnValue:
    try:
        font = find(current_app.config["SERVER"].font)
    except NoFont as error:
        return show("publishing/no_font.html", status=503, path=error.path)
    make = cards.cards if what in kinds.CARDS else printing.paper
    return saved(make(what, wanted.seated, wanted.round, font, language()), PDF, filename)


Made = tuple[bytes, str, str]
"""A file: content, type, ending of its name."""


def _csv(encoding: str) -> Callable[[Wanted], Made]:
    def write(wanted: Wanted) -> Made:
        body = tables.write_csv(writing.rows_of(wanted.seated), encoding)
        return body, SHIFT_JIS if encoding == "cp932" else tables.CSV, "csv"

    return write


def _xlsx(wanted: Wanted) -> Made:
    return writing.workbook(wanted.seated), tables.XLSX, "xlsx"


def _zoom(wanted: Wanted) -> Made:
    return breakout.zoom_csv(wanted.seated, wanted.round), tables.CSV, "zoom.csv"


def _teams(wanted: Wanted) -> Made:
    return tables.write_csv(breakout.teams_rows(wanted.seated, wanted.round)), tables.CSV, "teams.csv"


_FILES: dict[str, Callable[[Wanted], Made]] = {
    "xlsx": _xlsx,
    "csv": _csv("utf-8-sig"),
    "csv-cp932": _csv("cp932"),
    "zoom": _zoom,
    "teams": _teams,
}
