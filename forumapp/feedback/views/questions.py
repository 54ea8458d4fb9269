"""The organiser's form of feedback: questions, order, times, and how it looks."""

from typing import Any, Literal

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import queries as agenda
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.feedback import policy
from forumapp.feedback.forms import answer as answers
from forumapp.feedback.forms.questions import question_form, rules_form
from forumapp.feedback.models import LEAST, FeedbackQuestion
from forumapp.feedback.queries import forms
from forumapp.feedback.services import forms as services
from forumapp.feedback.views.words import asked_words, item_titles
from forumapp.forums.models import Forum

bp = Blueprint("feedback_form", __name__)
bp.context_processor(asked_words)
DESK = "/desk/forums/<slug:forum>/feedback/form"


@bp.get(DESK)
@role("owner", "editor", "viewer")
def index(forum: Forum) -> ResponseReturnValue:
    """Show the questions in order."""
    kept = forms.form_of(forum)
    return show(
        "feedback/form.html",
        forum=forum,
        kept=kept,
        stored=forms.stored_questions(forum.id),
        questions=forms.questions_of(forum.id),
        items=item_titles(forum.id),
        tracks={track.id: track.name for track in agenda.tracks(forum.id)},
        opens=policy.opens_at(forum, kept),
        closes=policy.closes_at(forum, kept),
        has_answers=forms.has_answers(forum.id),
        may_curate=policy.may_curate(g.roles),
        form=ActionForm(),
    )


@bp.post(DESK + "/default")
@role("owner", "editor")
def install(forum: Forum) -> ResponseReturnValue:
    """Take the default questions."""
    if ActionForm().accepted():
        services.install_default(forum, by=g.actor)
        notify(_("標準の質問を入れました。"))
    return _back(forum)


@bp.post(DESK + "/items")
@role("owner", "editor")
def add_items(forum: Forum) -> ResponseReturnValue:
    """Ask about each talk of the programme."""
    if ActionForm().accepted():
        talks = [item.id for item in agenda.items(forum.id) if item.appearances]
        count = services.add_items(forum, talks, by=g.actor)
        notify(_("講演ごとの質問を加えました。") if count else _("新しく加える質問はありませんでした。"))
    return _back(forum)


@bp.route(DESK + "/rules", methods=["GET", "POST"])
@role("owner", "editor")
def rules(forum: Forum) -> ResponseReturnValue:
    """Set times and how results are shown."""
    form = rules_form(forum, forms.form_of(forum))
    if form.accepted():
        with form.refusals():
            kept = services.hold_rules(forum)
            form.settle(form.current(kept, forum.zone))
            services.set_rules(forum, by=g.actor, version=kept.version, **form.rules(forum.zone))
            notify(_("受付と集計のきまりを保存しました。"))
            return _back(forum)
    has_answers = forms.has_answers(forum.id)
    return show(
        "feedback/rules.html",
        status=form.status,
        form=form,
        forum=forum,
        has_answers=has_answers,
        least=LEAST,
    )


@bp.route(DESK + "/questions/new", methods=["GET", "POST"])
@role("owner", "editor")
def add(forum: Forum) -> ResponseReturnValue:
    """Add a question."""
    form = question_form(forum)
    if form.accepted():
        with form.refusals():
            services.add_question(forum, by=g.actor, values=form.question())
            notify(_("質問を加えました。"))
            return _back(forum)
    return show("feedback/question.html", status=form.status, form=form, forum=forum, question=None)


@bp.route(DESK + "/questions/<id:number>", methods=["GET", "POST"])
@role("owner", "editor")
def edit(forum: Forum, number: int) -> ResponseReturnValue:
    """Change a question; once there are answers its words alone."""
    question = _question(forum, number)
    form = question_form(forum, question)
    if form.accepted():
        with form.refusals():
            lock(forum, question)
            form.settle(form.current(question))
            wanted, version = form.question(), question.version
            services.change_question(forum, question, by=g.actor, version=version, values=wanted)
            notify(_("質問を保存しました。"))
            return _back(forum)
    has_answers = forms.has_answers(forum.id)
    values: dict[str, Any] = {"form": form, "forum": forum, "question": question, "has_answers": has_answers}
    return show("feedback/question.html", status=form.status, **values)


@bp.post(DESK + "/questions/<id:number>/withdrawal")
@role("owner", "editor")
def withdraw(forum: Forum, number: int) -> ResponseReturnValue:
    """Take a question out of the form."""
    question = _question(forum, number)
    if ActionForm().accepted():
        services.withdraw_question(forum, question, by=g.actor)
        notify(_("質問を取り下げました。"))
    return _back(forum)


@bp.post(DESK + "/questions/<id:number>/position/<word:direction>")
@role("owner", "editor")
def move(forum: Forum, number: int, direction: str) -> ResponseReturnValue:
    """Move a question ``up`` or ``down``."""
    question = _question(forum, number)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move_question(forum, question, by=g.actor, direction=way)
    return _back(forum)


@bp.get(DESK + "/preview")
@role("owner", "editor", "viewer")
def preview(forum: Forum) -> ResponseReturnValue:
    """The form as participants see it, with all questions; it cannot be sent."""
    questions, kept = forms.questions_of(forum.id), forms.form_of(forum)
    return show(
        "feedback/preview.html",
        forum=forum,
        form=answers.made(questions, sent=False),
        questions=questions,
        items=item_titles(forum.id),
        tracks={track.id: track.name for track in agenda.tracks(forum.id)},
        intro=kept.intro,
    )


def _question(forum: Forum, number: int) -> FeedbackQuestion:
    found = forms.question(forum, number)
    return found if found is not None and found.withdrawn_at is None else abort(404)


def _back(forum: Forum) -> Response:
    return redirect(url_for("feedback_form.index", forum=forum.slug), 303)
