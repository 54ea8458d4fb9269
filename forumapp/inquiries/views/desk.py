"""The organisers' pages of inquiries (照会): whom to ask, where each reply stands, and what becomes of a link."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from forumapp.core.access import rehearsal, role
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.transaction import lock
from forumapp.directory.models import Organisation
from forumapp.directory.queries import organisation as organisation_of
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.addressing import Addressees, match
from forumapp.inquiries.forms.desk import AskForm, InquiryForm, ask_form, remind_form
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries import inquiries as found
from forumapp.inquiries.queries.history import editions
from forumapp.inquiries.queries.overview import MISSING, counts, overview, stand_of
from forumapp.inquiries.queries.recall import addresses_of_last_time
from forumapp.inquiries.services import asking, passing
from forumapp.inquiries.services.reminding import remind as send_reminders
from forumapp.inquiries.views.steps import closed_people, no_store
from forumapp.inquiries.views.way import organisers
from forumapp.inquiries.views.words import words
from forumapp.registration.models import Audience, AudienceKind
from forumapp.registration.queries.audience import audiences
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.queries.quotas import is_meant

bp = Blueprint("inquiries", __name__)
bp.context_processor(words)


@bp.get("/desk/forums/<slug:forum>/inquiries")
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Every organisation and where its reply stands; ``?stand=`` narrows it."""
    return _index(forum, remind_form([]))


@bp.post("/desk/forums/<slug:forum>/inquiries/reminders")
@role(*policy.EDITORS)
def remind(forum: Forum) -> ResponseReturnValue:
    """Remind those of the chosen that have not answered."""
    every = found.inquiries_of(forum)
    form = remind_form(every)
    if form.accepted():
        chosen = [one for one in every if one.id in set(form.inquiries.data or ())]
        count = send_reminders(forum, chosen, by=g.actor)
        notify(ngettext("%(num)d団体に督促を送ります。", "%(num)d団体に督促を送ります。", count))
        return redirect(url_for("inquiries.index", forum=forum.slug), 303)
    return _index(forum, form)


@bp.route("/desk/forums/<slug:forum>/inquiries/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def ask(forum: Forum) -> ResponseReturnValue:
    """Choose whom to ask; asking those who were looked at."""
    form = _ask_form(forum)
    if form.accepted():
        with form.refusals():
            asked = [asking.Asked(one.organisation, one.address) for one in _addressees(forum, form).rows]
            sent = asking.ask(
                forum,
                by=g.actor,
                asked=asked,
                message=form.message.data or "",
                due=form.deadline(),
                language=form.language.data,
            )
            notify(ngettext("%(num)d団体に照会を送ります。", "%(num)d団体に照会を送ります。", len(sent)))
            return redirect(url_for("inquiries.index", forum=forum.slug), 303)
    return _ask_page(forum, form)


@bp.post("/desk/forums/<slug:forum>/inquiries/new/preview")
@role(*policy.EDITORS)
@rehearsal
def preview(forum: Forum) -> ResponseReturnValue:
    """The organisations in code order with their addresses; writes and sends nothing."""
    form = _ask_form(forum)
    if not form.accepted():
        return _ask_page(forum, form)
    known = {one.organisation_id: one for one in found.inquiries_of(forum)}
    read = _addressees(forum, form)
    fresh = [one for one in read.rows if not _is_asked(known.get(one.organisation.id))]
    return no_store(
        page(
            "inquiries/desk/ask_preview.html",
            forum=forum,
            form=form,
            read=read,
            fresh=fresh,
            sent=[one for one in fresh if one.address],
            due=form.deadline(),
        )
    )


@bp.get("/desk/forums/<slug:forum>/inquiries/<id:inquiry>")
@role(*policy.READERS)
def show(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """One organisation: its reply, its history, its departments."""
    asked = _inquiry(forum, inquiry)
    return _inquiry_page(forum, asked, InquiryForm(InquiryForm.current(asked)))


@bp.post("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/address")
@role(*policy.EDITORS)
def change(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Write another address, or a deadline of its own."""
    asked = _inquiry(forum, inquiry)
    form = InquiryForm(InquiryForm.current(asked))
    if form.accepted():
        with form.refusals():
            lock(asked)
            form.settle(InquiryForm.current(asked))
            asking.readdress(asked, by=g.actor, address=form.address.data or "", due=form.deadline())
            notify(_("宛先と期限を保存しました。"))
            return redirect(url_for("inquiries.show", forum=forum.slug, inquiry=inquiry), 303)
    return _inquiry_page(forum, asked, form)


@bp.post("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/action")
@role(*policy.EDITORS)
def act(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Send again, make the link worthless, or take the inquiry back."""
    asked = _inquiry(forum, inquiry)
    service, told = ACTS.get(request.form.get("do", ""), (None, ""))
    if ActionForm().accepted() and service is not None:
        try:
            service(asked, by=g.actor)
            notify(str(told))
        except DomainError as error:
            notify(error.message, "error")
    return redirect(url_for("inquiries.show", forum=forum.slug, inquiry=inquiry), 303)


@bp.post("/desk/forums/<slug:forum>/inquiries/<id:inquiry>/departments/<id:part>/withdrawal")
@role(*policy.EDITORS)
def take_back(forum: Forum, inquiry: int, part: int) -> ResponseReturnValue:
    """Make another department's link worthless."""
    parts = found.sections_of(_inquiry(forum, inquiry))
    section = next((one for one in parts if one.id == part), None) or abort(404)
    if ActionForm().accepted():
        passing.take_back(section, by=g.actor)
        notify(_("依頼を取り消しました。入力済みの内容は残ります。"))
    return redirect(url_for("inquiries.show", forum=forum.slug, inquiry=inquiry), 303)


@bp.route("/desk/forums/<slug:forum>/inquiries/organisations/<id:organisation>", methods=["GET", "POST"])
@role(*policy.WRITERS)
def proxy(forum: Forum, organisation: int) -> ResponseReturnValue:
    """Begin to answer for an organisation, asked or not (代理入力)."""
    meant = _meant(forum, organisation)
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            inquiry = asking.begin(forum, meant, by=g.actor)
            return redirect(url_for("proxy.show", forum=forum.slug, inquiry=inquiry.id), 303)
    known = found.inquiry_to(forum, meant.id)
    stand = stand_of(known) if known else None
    return page(
        "inquiries/desk/proxy.html",
        forum=forum,
        organisation=meant,
        form=form,
        known=known,
        stand=stand,
        status=form.status,
    )


ACTS: Mapping[str, tuple[Callable[..., None], Any]] = {
    "again": (asking.send_again, _l("照会をもう一度送ります。")),
    "revoke": (
        asking.revoke,
        _l("リンクと別の部署への依頼を無効にしました。再送すると、宛先に新しいリンクが届きます。"),
    ),
    "withdraw": (asking.withdraw, _l("照会を取り下げました。リンクは使えなくなります。")),
}
"""What a button on the page of one inquiry does, and what is said of it."""


def _inquiry(forum: Forum, ident: int) -> Inquiry:
    return found.inquiry(forum, ident) or abort(404)


def _meant(forum: Forum, ident: int) -> Organisation:
    """Find an organisation that the forum is for; of others there is nothing to answer."""
    one = organisation_of(ident)
    is_known = one is not None and found.inquiry_to(forum, one.id) is not None
    if one is None or not (is_known or any(is_meant(line, one) for line in audiences(forum))):
        abort(404)
    return one


def _is_asked(known: Inquiry | None) -> bool:
    return known is not None and known.asked_at is not None and known.withdrawn_at is None


def _lines(forum: Forum) -> list[Audience]:
    return [line for line in audiences(forum) if line.kind is not AudienceKind.ANYBODY]


def _ask_form(forum: Forum) -> AskForm:
    return ask_form(_lines(forum), rules_of(forum).reply_due)


def _addressees(forum: Forum, form: AskForm) -> Addressees:
    lines = [line for line in _lines(forum) if line.id in set(form.lines.data or ())]
    before = addresses_of_last_time(forum) if form.recalls.data else {}
    known = {one.organisation_id: one.address for one in found.inquiries_of(forum)}
    return match(asking.organisations_of(lines), form.addresses.data or "", before, known)


def _ask_page(forum: Forum, form: AskForm) -> ResponseReturnValue:
    before = len(addresses_of_last_time(forum))
    return no_store(
        page(
            "inquiries/desk/ask.html",
            forum=forum,
            form=form,
            before=before,
            rules=rules_of(forum),
            status=form.status,
        )
    )


def _index(forum: Forum, form: Any) -> ResponseReturnValue:
    lines = overview(forum)
    wanted = request.args.get("stand", "")
    shown = [line for line in lines if wanted in ("", line.stand.value)]
    return no_store(
        page(
            "inquiries/desk/index.html",
            forum=forum,
            form=form,
            lines=lines,
            shown=shown,
            counts=counts(lines),
            wanted=wanted,
            missing=MISSING,
            rules=rules_of(forum),
            status=form.status,
        )
    )


def _inquiry_page(forum: Forum, inquiry: Inquiry, form: InquiryForm) -> ResponseReturnValue:
    way = organisers(forum, inquiry)
    people = way.people()
    return no_store(
        page(
            "inquiries/desk/show.html",
            forum=forum,
            inquiry=inquiry,
            way=way,
            people=[one for one in people if one.is_alive],
            ended=closed_people(people),
            editions=editions(found.submissions_of(inquiry)),
            sections=found.sections_of(inquiry),
            stand=stand_of(inquiry),
            form=form,
            action=ActionForm(sent=False),
            status=form.status,
        )
    )
