"""The desk's page of the audience: lines, quotas, own questions."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm, Form
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.forms.desk import line_form, question_form, quota_form
from forumapp.registration.queries import audience as found
from forumapp.registration.queries import ledger
from forumapp.registration.services import asking
from forumapp.registration.services import audience as services
from forumapp.registration.views.words import words
from forumapp.registration.wording import shortage_words

bp = Blueprint("audience", __name__)
bp.context_processor(words)


@bp.get("/desk/forums/<slug:forum>/audience")
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Lines with quotas and sums, and the questions of the form."""
    return page(
        "registration/desk/audience.html",
        forum=forum,
        audience=found.head_count(forum),
        questions=found.questions(forum),
        book=ledger.planned(forum),
        form=ActionForm(),
    )


@bp.route("/desk/forums/<slug:forum>/audience/lines/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_line(forum: Forum) -> ResponseReturnValue:
    """Add a line."""
    form = line_form()
    if form.accepted():
        with form.refusals():
            services.add_line(forum, by=g.actor, **form.values())
            return _done(forum, _("参加対象を追加しました。"))
    return _form("registration/desk/line.html", forum, form)


@bp.route("/desk/forums/<slug:forum>/audience/lines/<id:number>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def edit_line(forum: Forum, number: int) -> ResponseReturnValue:
    """Change a line."""
    line = found.audience(forum, number) or abort(404)
    form = line_form(line)
    if form.accepted():
        with form.refusals():
            lock(line)
            form.settle(form.current(line))
            services.change_line(line, by=g.actor, **form.values())
            return _done(forum, _("参加対象を変更しました。"), warns=True)
    return _form("registration/desk/line.html", forum, form, line=line)


@bp.post("/desk/forums/<slug:forum>/audience/lines/<id:number>/withdrawal")
@role(*policy.EDITORS)
def withdraw_line(forum: Forum, number: int) -> ResponseReturnValue:
    """Take a line away."""
    return _withdraw(forum, found.audience(forum, number), _("参加対象を取り下げました。"))


@bp.route("/desk/forums/<slug:forum>/audience/lines/<id:number>/quotas/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_quota(forum: Forum, number: int) -> ResponseReturnValue:
    """Add a quota to a line."""
    line = found.audience(forum, number) or abort(404)
    form = quota_form(forum)
    if form.accepted():
        with form.refusals():
            services.add_quota(line, by=g.actor, **form.values())
            return _done(forum, _("参加枠を追加しました。"), warns=True)
    return _form("registration/desk/quota.html", forum, form, line=line)


@bp.route("/desk/forums/<slug:forum>/audience/quotas/<id:number>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def edit_quota(forum: Forum, number: int) -> ResponseReturnValue:
    """Change a quota."""
    quota = found.quota(forum, number) or abort(404)
    form = quota_form(forum, quota)
    if form.accepted():
        with form.refusals():
            lock(quota)
            form.settle(form.current(quota))
            services.change_quota(quota, by=g.actor, **form.values())
            return _done(forum, _("参加枠を変更しました。"), warns=True)
    return _form("registration/desk/quota.html", forum, form, line=quota.audience, quota=quota)


@bp.post("/desk/forums/<slug:forum>/audience/quotas/<id:number>/withdrawal")
@role(*policy.EDITORS)
def withdraw_quota(forum: Forum, number: int) -> ResponseReturnValue:
    """Take a quota away."""
    return _withdraw(forum, found.quota(forum, number), _("参加枠を取り下げました。"))


@bp.route("/desk/forums/<slug:forum>/audience/questions/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_question(forum: Forum) -> ResponseReturnValue:
    """Add a question of one's own to the registration form."""
    form = question_form()
    if form.accepted():
        with form.refusals():
            asking.add_question(forum, by=g.actor, **form.values())
            return _done(forum, _("質問を追加しました。"))
    return _form("registration/desk/question.html", forum, form)


@bp.route("/desk/forums/<slug:forum>/audience/questions/<id:number>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def edit_question(forum: Forum, number: int) -> ResponseReturnValue:
    """Change a question."""
    question = found.question(forum, number) or abort(404)
    form = question_form(question)
    if form.accepted():
        with form.refusals():
            lock(question)
            form.settle(form.current(question))
            asking.change_question(question, by=g.actor, **form.values())
            return _done(forum, _("質問を変更しました。"))
    return _form("registration/desk/question.html", forum, form, question=question)


@bp.post("/desk/forums/<slug:forum>/audience/questions/<id:number>/withdrawal")
@role(*policy.EDITORS)
def withdraw_question(forum: Forum, number: int) -> ResponseReturnValue:
    """Take a question away."""
    return _withdraw(forum, found.question(forum, number), _("質問を取り下げました。"))


def _form(template: str, forum: Forum, form: Form, **context: Any) -> ResponseReturnValue:
    return page(template, forum=forum, form=form, status=form.status, **context)


def _withdraw(forum: Forum, thing: services.Withdrawable | None, text: str) -> ResponseReturnValue:
    if thing is None:
        abort(404)
    if ActionForm().accepted():
        services.withdraw(thing, by=g.actor)
    return _done(forum, text)


def _done(forum: Forum, text: str, *, warns: bool = False) -> ResponseReturnValue:
    """Say what was done; with ``warns`` also that more seats are promised than there are."""
    lacks = shortage_words(ledger.planned(forum).shortage()) if warns else []
    notify("".join([text, *lacks]), "warning" if lacks else "success")
    return redirect(url_for("audience.index", forum=forum.slug), 303)
