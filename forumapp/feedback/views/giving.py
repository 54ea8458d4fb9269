"""The page on which feedback is given, and given otherwise with the code of one's own device."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import personal_link
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.feedback import device, seals
from forumapp.feedback.forms import answer as answers
from forumapp.feedback.forms.answer import AnswerForm, CodeForm
from forumapp.feedback.queries import asked, forms
from forumapp.feedback.queries.forms import Place
from forumapp.feedback.services import answering
from forumapp.feedback.views.words import asked_words, item_titles
from forumapp.registration.models import Registration

bp = Blueprint("feedback", __name__)
bp.context_processor(asked_words)


@bp.route("/feedback/<token:token>/", methods=["GET", "POST"])
@personal_link("feedback")
def give(feedback: Registration) -> ResponseReturnValue:
    """Take the feedback of the person whose link this is, once."""
    place = forms.place_of(feedback)
    form = answers.made(place.questions)
    if form.accepted():
        with form.refusals():
            return take(place, form)
    phase: str = forms.phase(place.forum)
    if asked.has_answered(feedback.id):
        phase = "given" if phase == "open" else "closed"
    elif phase == "open" and not asked.may_give(feedback):
        phase = "absent"
    return page(place, form, phase)


@bp.route("/feedback/<token:token>/change", methods=["GET", "POST"])
@personal_link("feedback")
def change(feedback: Registration) -> ResponseReturnValue:
    """Ask for the code, show the answer that it opens, take the other one."""
    return changing(forms.place_of(feedback))


def take(place: Place, form: AnswerForm) -> ResponseReturnValue:
    """Take an answer; the device keeps its code in the signed cookie, so that the next page can show it."""
    given = form.answer()
    if answering.give(place, **given):
        device.keep(request.path, given["code"])
    return redirect(request.path, 303)


def page(place: Place, form: AnswerForm, phase: str) -> ResponseReturnValue:
    """Show the form, or what there is to say instead of it."""
    code = device.code_of(request.path)
    kept = forms.form_of(place.forum)
    return _asked(
        "feedback/give.html",
        place,
        form,
        phase=phase,
        intro=(kept.intro_en if language() == "en" else "") or kept.intro,
        code=seals.printed_code(code) if code else None,
        mark=device.mark_of(request.path),
        change_url=_beside("change"),
        is_room=place.registration is None,
    )


def changing(place: Place) -> ResponseReturnValue:
    """Change an answer in three steps on one address: the code is never part of it."""
    if request.form.get("step") == "save":
        return _save(place)
    form, back = CodeForm(), _beside("give")
    if form.accepted():
        code = seals.read_code(form.code.data or "")
        found = answering.open_with(place.forum, code) if code else None
        if found is not None and code is not None:
            filled = answers.made(place.questions, found[1], sent=False)
            filled.code.data = code
            return _asked("feedback/change.html", place, filled, back=back)
        form.refuse(_("この番号の回答は見つかりません。番号を確認してください。"), "code")
    kept = device.code_of(back)
    if kept and not form.is_submitted():
        form.code.data = seals.printed_code(kept)
    phase, mark = forms.phase(place.forum), device.mark_of(back)
    values: dict[str, Any] = {"form": form, "forum": place.forum, "phase": phase, "back": back, "mark": mark}
    return show("feedback/code.html", status=form.status, **values)


def _save(place: Place) -> ResponseReturnValue:
    form, back = answers.made(place.questions), _beside("give")
    if form.accepted():
        with form.refusals():
            answering.change(place.forum, **form.answer())
            notify(_("回答を変更しました。"))
            return redirect(back, 303)
    return _asked("feedback/change.html", place, form, back=back)


def _asked(template: str, place: Place, form: AnswerForm, **more: Any) -> ResponseReturnValue:
    """Show a page that holds the questions of a place; items are named where a question is about one."""
    is_about_items = any(one.item_id for one in place.questions)
    return show(
        template,
        status=form.status,
        form=form,
        forum=place.forum,
        questions=place.questions,
        items=item_titles(place.forum.id) if is_about_items else {},
        **more,
    )


def _beside(name: str) -> str:
    """Return the address of the other page of the same link; the token is the part before the last slash on both."""
    return url_for(f"{request.blueprint}.{name}", token=request.path.split("/")[-2])
