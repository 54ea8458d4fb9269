"""The desk's page of 受付のきまり, and the release of seats that organisations have not used."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.access import role
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.forms.rules import ReleaseForm, RulesForm
from forumapp.registration.queries import ledger
from forumapp.registration.services import rules as services
from forumapp.registration.views.words import words
from forumapp.registration.wording import shortage_words

bp = Blueprint("seat_rules", __name__)
bp.context_processor(words)


@bp.route("/desk/forums/<slug:forum>/seat-rules", methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Set how seats are given out."""
    form = RulesForm(RulesForm.current(ledger.rules_of(forum)))
    if form.accepted():
        with form.refusals():
            lock(forum)
            form.settle(form.current(ledger.rules_of(forum)))
            services.change_rules(forum, by=g.actor, **form.rules())
            lacks = shortage_words(ledger.planned(forum).shortage())
            notify("".join([_("受付のきまりを保存しました。"), *lacks]), "warning" if lacks else "success")
            return redirect(url_for(".index", forum=forum.slug), 303)
    book = ledger.planned(forum)
    return page("registration/desk/rules.html", forum=forum, form=form, book=book, status=form.status)


@bp.route("/desk/forums/<slug:forum>/seat-rules/release", methods=["GET", "POST"])
@role(*policy.EDITORS)
def release(forum: Forum) -> ResponseReturnValue:
    """Say how many seats would be released, and release exactly these."""
    form = ReleaseForm()
    if form.is_submitted():
        lock(forum)
    count = ledger.read(forum).unused()
    if form.accepted() and count and form.count.data == str(count):
        services.release_unused(forum, by=g.actor)
        text = ngettext("%(num)d席を開放しました。", "%(num)d席を開放しました。", count)
        notify(text)
        return redirect(url_for(".index", forum=forum.slug), 303)
    if form.is_submitted() and not form.errors:
        form.refuse(_("開放できる席の数が変わりました。内容を確認して、もう一度押してください。"))
    form.count.data = str(count)
    return page("registration/desk/release.html", forum=forum, form=form, count=count, status=form.status)
