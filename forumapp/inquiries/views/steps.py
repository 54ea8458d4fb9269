"""The steps of a reply, the same for the clerk, for another department, and for an organiser who answers for them."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.forms.person import PersonForm, conflicting, person_form
from forumapp.inquiries.forms.reply import ActForm, ContactForm
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.queries.standing import Standing, entered_of, rows_of
from forumapp.inquiries.services import drafting
from forumapp.inquiries.views.way import Way
from forumapp.registration.models import ALIVE, HOLDING


def no_store(response: Response) -> Response:
    """Keep a page with somebody's data out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def show_page(template: str, way: Way, *, status: int = 200, **context: Any) -> Response:
    """Show one of the pages of a reply; after the deadline those that only write are not there."""
    return no_store(page(template, way=way, inquiry=way.inquiry, forum=way.forum, status=status, **context))


def require_writing(way: Way) -> None:
    """Lead back to the reply, which says so, where it is closed and the page is of no use any more."""
    if request.method == "GET" and not way.may_write:
        abort(redirect(way.url("show"), 303))


def back(way: Way, anchor: str = "people") -> ResponseReturnValue:
    """Lead back to the reply."""
    return redirect(f"{way.url('show')}#{anchor}", 303)


def contact_step(way: Way) -> ResponseReturnValue:
    """Who answers for the organisation."""
    require_writing(way)
    form = ContactForm(ContactForm.current(way.inquiry))
    if form.accepted():
        with form.refusals():
            drafting.hold(way.inquiry, late=way.late)
            form.settle(ContactForm.current(way.inquiry))
            drafting.change_contact(way.inquiry, by=g.actor, late=way.late, **form.values())
            notify(_("担当者を保存しました。"))
            return back(way, "tasks")
    return show_page("inquiries/contact.html", way, form=form, status=form.status)


def add_step(way: Way) -> ResponseReturnValue:
    """Add one attendee."""
    require_writing(way)
    started = _blank(way)
    form = person_form(way.frame, started, seat_is_given=way.quota_id is not None)
    if form.accepted():
        with form.refusals():
            _save_new(way, form)
            return _after(way)
    return _person_page(way, form, _("参加者の追加"))


def edit_step(way: Way, row_id: int) -> ResponseReturnValue:
    """Change one attendee; what two people changed at once is shown, and neither is lost."""
    require_writing(way)
    row = _row(way, row_id)
    form = person_form(way.frame, entered_of(row), seat_is_given=way.quota_id is not None)
    if form.accepted():
        with form.refusals():
            drafting.hold(way.inquiry, late=way.late)
            row = _row(way, row_id)
            now = entered_of(row)
            form.settle(conflicting(form, way.frame, now))
            form.started = now
            _settle_removal(form, row)
            _refuse_twice(way, form, row.id)
            if row.removed_at is not None:
                drafting.restore(way.inquiry, row, by=g.actor, late=way.late)
            drafting.save(way.inquiry, form.entered(row.id), by=g.actor, late=way.late)
            notify(_("途中保存しました。まだ提出していません。"))
            return back(way)
    return _person_page(way, form, _("参加者の変更"), row=row)


def substitute_step(way: Way, row_id: int) -> ResponseReturnValue:
    """Name who comes in place of a registered person; no free seat is needed."""
    require_writing(way)
    row = _row(way, row_id)
    replaced = row.registration
    if row.removed_at is not None or replaced is None or replaced.state not in HOLDING:
        abort(404)
    started = replace(_blank(way, row.quota_id), mode=replaced.mode, track_id=replaced.track_id)
    form = person_form(way.frame, started, seat_is_given=True)
    if form.accepted():
        with form.refusals():
            drafting.save(way.inquiry, form.entered(replaces=replaced.receipt), by=g.actor, late=way.late)
            notify(_("交代を途中保存しました。提出すると、席が引き継がれます。"))
            return back(way)
    return _person_page(way, form, _("交代する方"), row=row, replaced=replaced)


def act_step(way: Way, row_id: int) -> ResponseReturnValue:
    """Take an attendee out, put one back, or give one a second seat in another quota."""
    row, form = _row(way, row_id), ActForm()
    if not form.accepted():
        return back(way)
    try:
        if form.do.data == "remove" and row.removed_at is None:
            drafting.remove(way.inquiry, row, by=g.actor, late=way.late)
            notify(_("回答から外しました。提出すると確定します。"))
        elif form.do.data == "restore" and row.removed_at is not None:
            drafting.restore(way.inquiry, row, by=g.actor, late=way.late)
            notify(_("回答に戻しました。"))
        elif form.do.data == "second" and way.quota_id is None:
            _second_seat(way, row, str(form.quota_id.data or ""))
    except DomainError as error:
        notify(error.message, "error")
    return back(way)


def removed_people(way: Way) -> list[InquiryRow]:
    """Return the registered ones who were taken out of the draft and not submitted yet."""
    rows = rows_of(way.inquiry)
    replaced = {row.replaces_id for row in rows if row.removed_at is None and row.replaces_id is not None}
    return [
        row
        for row in rows
        if row.removed_at is not None
        and row.submitted_version != row.version
        and (way.quota_id is None or row.quota_id == way.quota_id)
        and row.registration_id not in replaced
    ]


def closed_people(people: list[Standing]) -> list[Standing]:
    """Return those whose registration ended otherwise: by their own link, or by the office."""
    return [one for one in people if not one.is_alive]


def _second_seat(way: Way, row: InquiryRow, text: str) -> None:
    quota = next((one for one in way.frame.quotas if str(one.id) == text), None)
    if quota is None or quota.id == row.quota_id:
        return
    entered = entered_of(row)
    modes = way.frame.modes(quota)
    entered = replace(entered, mode=entered.mode if entered.mode in modes else modes[0])
    _refuse_same(way, replace(entered, quota_id=quota.id), None)
    drafting.copy_to(way.inquiry, entered, quota.id, by=g.actor, late=way.late)
    notify(_("同じ方を「%(quota)s」にも追加しました。", quota=quota.label))


def _save_new(way: Way, form: PersonForm) -> None:
    drafting.hold(way.inquiry, late=way.late)
    _refuse_twice(way, form, None)
    drafting.save(way.inquiry, form.entered(), by=g.actor, late=way.late)
    notify(_("途中保存しました。まだ提出していません。"))


def _after(way: Way) -> ResponseReturnValue:
    """The second button goes on to the next attendee of the same quota."""
    if "again" in request.form:
        return redirect(way.url("add", quota=request.form.get("quota_id") or None), 303)
    return back(way)


def _settle_removal(form: PersonForm, row: InquiryRow) -> None:
    """The person was taken out, or cancelled, meanwhile: saving again means to bring them back."""
    has_ended = row.registration is not None and row.registration.state not in ALIVE
    if (row.removed_at is None and not has_ended) or form.removed.data == "1":
        return
    form.removed.data = "1"
    if row.removed_at is not None:
        raise DomainError(
            _("ほかの担当者が、この方を回答から外しました。もう一度保存すると、この内容で回答に戻ります。")
        )
    raise DomainError(
        _("この方の参加は取り消されています。もう一度保存すると、この内容で新たに回答に加わります。")
    )


def _refuse_twice(way: Way, form: PersonForm, row_id: int | None) -> None:
    _refuse_same(way, form.entered(), row_id)


def _refuse_same(way: Way, entered: Entered, row_id: int | None) -> None:
    """One name stands once in a quota: the same form sent twice makes nobody twice."""
    for one in way.people():
        is_other = row_id is None or one.row is None or one.row.id != row_id
        same = (one.entered.key, one.entered.quota_id) == (entered.key, entered.quota_id)
        if is_other and one.is_alive and same:
            text = _("%(name)sさんは、この参加枠に入力済みです。", name=entered.name)
            raise DomainError(text, "family_name")


def _blank(way: Way, quota_id: int | None = None) -> Entered:
    wanted = str(quota_id or way.quota_id or request.args.get("quota", ""))
    quota = next((one for one in way.frame.quotas if str(one.id) == wanted), None)
    if quota is None and len(way.frame.quotas) == 1:
        quota = way.frame.quotas[0]
    modes = way.frame.modes(quota)
    department = quota.department_id if quota else None
    return Entered("", modes[0], quota.id if quota else None, department_id=department)


def _row(way: Way, row_id: int) -> InquiryRow:
    """Find a row of this reply, also one taken out; of another quota there is none for another department."""
    found = next((one for one in rows_of(way.inquiry) if one.id == row_id), None)
    if found is None or (way.quota_id is not None and entered_of(found).quota_id != way.quota_id):
        abort(404)
    return found


def _person_page(way: Way, form: PersonForm, heading: str, **context: Any) -> ResponseReturnValue:
    asked = [one for one in way.frame.questions if f"question_{one.id}" in form]
    return show_page(
        "inquiries/person.html",
        way,
        form=form,
        heading=heading,
        questions=asked,
        action=ActionForm(sent=False),
        status=form.status,
        **context,
    )
