"""The end of a reply: looking at it whole, submitting it, or answering that nobody takes part."""

import secrets

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.errors import DomainError
from forumapp.core.pages import notify
from forumapp.inquiries.forms.reply import SubmitForm
from forumapp.inquiries.services import submitting
from forumapp.inquiries.services.rows import outlook
from forumapp.inquiries.views.steps import require_writing, show_page
from forumapp.inquiries.views.way import Way

KEY_BYTES = 24


def check_step(way: Way) -> ResponseReturnValue:
    """One card for each attendee; submitting what was looked at."""
    require_writing(way)
    form = _form(way)
    lacks_contact = not way.late and not way.inquiry.contact_name
    if form.accepted():
        with form.refusals():
            if lacks_contact:
                raise DomainError(_("先に担当者を入力してください。"))
            return _submitted(way, form, is_nobody=False)
    made = outlook(way.inquiry)  # of every question, also those whose answers are not shown here
    _show_present(way, form)
    return show_page(
        "inquiries/check.html",
        way,
        form=form,
        made=made,
        lacks_contact=lacks_contact,
        status=form.status,
    )


def nobody_step(way: Way) -> ResponseReturnValue:
    """Answer that nobody takes part, after one question."""
    require_writing(way)
    form = _form(way)
    if form.accepted():
        with form.refusals():
            return _submitted(way, form, is_nobody=True)
    _show_present(way, form)
    people = [one for one in way.people() if one.is_alive]
    return show_page("inquiries/nobody.html", way, form=form, people=people, status=form.status)


def _submitted(way: Way, form: SubmitForm, *, is_nobody: bool) -> ResponseReturnValue:
    submitting.submit(
        way.inquiry,
        by=g.actor,
        way=submitting.DESK if way.late else submitting.WEB,
        form_key=form.form_key.data or "",
        seen=str(form.seen.data or ""),
        is_nobody=is_nobody,
        late=way.late,
    )
    if way.late:
        notify(_("回答を提出しました。担当者のアドレスがあれば、控えをお送りします。"))
    return redirect(way.url("show" if way.late else "done"), 303)


def _form(way: Way) -> SubmitForm:
    return SubmitForm(form_key=secrets.token_urlsafe(KEY_BYTES), seen=submitting.glance(way.inquiry))


def _show_present(way: Way, form: SubmitForm) -> None:
    """After a refusal what is shown is the reply as it is now, and sending it again means that."""
    if request.method == "POST":
        form.seen.data = submitting.glance(way.inquiry)
