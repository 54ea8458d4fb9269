"""Another department's pages of a reply: the rows of one quota, and nothing else."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import personal_link, rehearsal
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.inquiries.forms.reply import ActForm
from forumapp.inquiries.models import InquirySection
from forumapp.inquiries.services import passing
from forumapp.inquiries.views import bringing, steps
from forumapp.inquiries.views.way import departments
from forumapp.inquiries.views.words import words

bp = Blueprint("reply_section", __name__)
bp.context_processor(words)


@bp.get("/reply-sections/<token:token>/")
@personal_link("inquiry_section")
def show(inquiry_section: InquirySection) -> ResponseReturnValue:
    """The rows of the department's quota."""
    way = departments(inquiry_section)
    people = way.people()
    return steps.show_page(
        "inquiries/section.html",
        way,
        section=inquiry_section,
        people=[one for one in people if one.is_alive],
        ended=steps.closed_people(people),
        removed=steps.removed_people(way),
        act=ActForm(sent=False),
        form=ActionForm(sent=False),
    )


@bp.route("/reply-sections/<token:token>/people/new", methods=["GET", "POST"])
@personal_link("inquiry_section")
def add(inquiry_section: InquirySection) -> ResponseReturnValue:
    """Add one attendee."""
    return steps.add_step(departments(inquiry_section))


@bp.route("/reply-sections/<token:token>/people/<id:row>", methods=["GET", "POST"])
@personal_link("inquiry_section")
def edit(inquiry_section: InquirySection, row: int) -> ResponseReturnValue:
    """Change one attendee."""
    return steps.edit_step(departments(inquiry_section), row)


@bp.post("/reply-sections/<token:token>/people/<id:row>/action")
@personal_link("inquiry_section")
def act(inquiry_section: InquirySection, row: int) -> ResponseReturnValue:
    """Take an attendee out, or put one back."""
    return steps.act_step(departments(inquiry_section), row)


@bp.route("/reply-sections/<token:token>/people/<id:row>/substitute", methods=["GET", "POST"])
@personal_link("inquiry_section")
def substitute(inquiry_section: InquirySection, row: int) -> ResponseReturnValue:
    """Name who comes in place of a registered person."""
    return steps.substitute_step(departments(inquiry_section), row)


@bp.route("/reply-sections/<token:token>/pasting", methods=["GET", "POST"])
@personal_link("inquiry_section")
def paste(inquiry_section: InquirySection) -> ResponseReturnValue:
    """Paste rows of a table; take over what was looked at."""
    return bringing.paste_step(departments(inquiry_section))


@bp.post("/reply-sections/<token:token>/pasting/preview")
@personal_link("inquiry_section")
@rehearsal
def paste_preview(inquiry_section: InquirySection) -> ResponseReturnValue:
    """What was understood of pasted rows; writes nothing."""
    return bringing.paste_preview_step(departments(inquiry_section))


@bp.post("/reply-sections/<token:token>/done")
@personal_link("inquiry_section")
def finish(inquiry_section: InquirySection) -> ResponseReturnValue:
    """Say that everything is entered; the clerk submits it."""
    if ActionForm().accepted():
        try:
            passing.finish(inquiry_section, by=g.actor)
            notify(_("入力の完了を、とりまとめの担当者に伝えました。"))
        except DomainError as error:
            notify(error.message, "error")
    return steps.back(departments(inquiry_section), "main")
