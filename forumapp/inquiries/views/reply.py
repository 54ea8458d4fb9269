"""The clerk's pages of a reply (回答), behind the mailed link: no account is needed."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import throttle
from forumapp.core.access import personal_link, rehearsal
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.inquiries.forms.reply import ActForm, PassOnForm, pass_on_form
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.inquiries import sections_of
from forumapp.inquiries.queries.overview import stand_of
from forumapp.inquiries.queries.recall import last_time
from forumapp.inquiries.services import drafting, passing
from forumapp.inquiries.views import bringing, ending, steps
from forumapp.inquiries.views.way import Way, clerks
from forumapp.inquiries.views.words import words

bp = Blueprint("reply", __name__)
bp.context_processor(words)
REQUESTS, REQUEST_MINUTES = 20, 60
"""How often one reply may write to other departments."""


@bp.get("/replies/<token:token>/")
@personal_link("inquiry")
def show(inquiry: Inquiry) -> ResponseReturnValue:
    """The task list: who answers, who takes part, check and submit."""
    return whole_page(clerks(inquiry))


@bp.route("/replies/<token:token>/contact", methods=["GET", "POST"])
@personal_link("inquiry")
def contact(inquiry: Inquiry) -> ResponseReturnValue:
    """Who answers for the organisation."""
    return steps.contact_step(clerks(inquiry))


@bp.route("/replies/<token:token>/people/new", methods=["GET", "POST"])
@personal_link("inquiry")
def add(inquiry: Inquiry) -> ResponseReturnValue:
    """Add one attendee."""
    return steps.add_step(clerks(inquiry))


@bp.route("/replies/<token:token>/people/<id:row>", methods=["GET", "POST"])
@personal_link("inquiry")
def edit(inquiry: Inquiry, row: int) -> ResponseReturnValue:
    """Change one attendee."""
    return steps.edit_step(clerks(inquiry), row)


@bp.post("/replies/<token:token>/people/<id:row>/action")
@personal_link("inquiry")
def act(inquiry: Inquiry, row: int) -> ResponseReturnValue:
    """Take an attendee out, put one back, give one a second seat."""
    return steps.act_step(clerks(inquiry), row)


@bp.route("/replies/<token:token>/people/<id:row>/substitute", methods=["GET", "POST"])
@personal_link("inquiry")
def substitute(inquiry: Inquiry, row: int) -> ResponseReturnValue:
    """Name who comes in place of a registered person."""
    return steps.substitute_step(clerks(inquiry), row)


@bp.post("/replies/<token:token>/people/adoption")
@personal_link("inquiry")
def adopt(inquiry: Inquiry) -> ResponseReturnValue:
    """Bring those into the draft who were registered otherwise, so that they can be changed here."""
    way = clerks(inquiry)
    if ActionForm().accepted():
        try:
            drafting.hold(inquiry)
            drafting.adopt(inquiry)
        except DomainError as error:
            notify(error.message, "error")
    return steps.back(way)


@bp.route("/replies/<token:token>/pasting", methods=["GET", "POST"])
@personal_link("inquiry")
def paste(inquiry: Inquiry) -> ResponseReturnValue:
    """Paste rows of a table; take over what was looked at."""
    return bringing.paste_step(clerks(inquiry))


@bp.post("/replies/<token:token>/pasting/preview")
@personal_link("inquiry")
@rehearsal
def paste_preview(inquiry: Inquiry) -> ResponseReturnValue:
    """What was understood of pasted rows; writes nothing."""
    return bringing.paste_preview_step(clerks(inquiry))


@bp.route("/replies/<token:token>/last-time", methods=["GET", "POST"])
@personal_link("inquiry")
def recall(inquiry: Inquiry) -> ResponseReturnValue:
    """Take over last time's people."""
    return bringing.recall_step(clerks(inquiry))


@bp.route("/replies/<token:token>/departments", methods=["GET", "POST"])
@personal_link("inquiry")
def pass_on(inquiry: Inquiry) -> ResponseReturnValue:
    """Mail a link for one quota to another department."""
    way = clerks(inquiry)
    steps.require_writing(way)
    form = pass_on_form(way.frame)
    if form.accepted():
        with form.refusals():
            _pass_on(inquiry, form)
            notify(_("依頼のメールをお送りします。"))
            return redirect(way.url("pass_on"), 303)
    sections = sections_of(inquiry)
    return steps.show_page("inquiries/pass_on.html", way, form=form, sections=sections, status=form.status)


@bp.post("/replies/<token:token>/departments/<id:part>/withdrawal")
@personal_link("inquiry")
def take_back(inquiry: Inquiry, part: int) -> ResponseReturnValue:
    """Make another department's link worthless."""
    found = next((one for one in sections_of(inquiry) if one.id == part), None) or abort(404)
    if ActionForm().accepted():
        passing.take_back(found, by=g.actor)
        notify(_("依頼を取り消しました。入力済みの内容は残ります。"))
    return redirect(url_for("reply.pass_on", token=clerks(inquiry).address["token"]), 303)


@bp.route("/replies/<token:token>/nobody", methods=["GET", "POST"])
@personal_link("inquiry")
def nobody(inquiry: Inquiry) -> ResponseReturnValue:
    """Answer that nobody takes part."""
    return ending.nobody_step(clerks(inquiry))


@bp.route("/replies/<token:token>/check", methods=["GET", "POST"])
@personal_link("inquiry")
def check(inquiry: Inquiry) -> ResponseReturnValue:
    """Look at the whole reply, and submit it."""
    return ending.check_step(clerks(inquiry))


@bp.get("/replies/<token:token>/done")
@personal_link("inquiry")
def done(inquiry: Inquiry) -> ResponseReturnValue:
    """The receipt: the number, and what happens next."""
    if inquiry.submitted_at is None:
        abort(404)
    way = clerks(inquiry)
    people = [one for one in way.people() if one.is_alive and one.registration is not None]
    return steps.show_page("inquiries/done.html", way, people=people)


def _pass_on(inquiry: Inquiry, form: PassOnForm) -> None:
    """A link that leaked is no way to write to anybody as often as one likes."""
    key = str(inquiry.id)
    if throttle.is_over("passing", key, limit=REQUESTS, minutes=REQUEST_MINUTES):
        text = _("依頼のメールを続けて送りすぎています。1時間ほどおいてから、もう一度お試しください。")
        raise DomainError(text)
    passing.pass_on(inquiry, by=g.actor, **form.values())
    throttle.count("passing", key)


def whole_page(way: Way) -> ResponseReturnValue:
    """Show the task list of a reply, by whichever door."""
    people = way.people()
    recalls = way.may_write and last_time(way.frame) is not None
    return steps.show_page(
        "inquiries/reply.html",
        way,
        people=[one for one in people if one.is_alive],
        ended=steps.closed_people(people),
        removed=steps.removed_people(way),
        sections={one.quota_id: one for one in sections_of(way.inquiry)},
        stand=stand_of(way.inquiry),
        recalls=recalls,
        act=ActForm(sent=False),
        form=ActionForm(sent=False),
    )
