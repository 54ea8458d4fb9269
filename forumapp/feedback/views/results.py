"""The organisers' page of feedback: who is asked, how many answered, the results as the last edition shows them."""

from io import BytesIO

from flask import Blueprint, abort, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.attendance.queries.figures import has_evidence
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.feedback import policy, sheet
from forumapp.feedback.presentation import presented
from forumapp.feedback.queries import asked, forms
from forumapp.feedback.queries.impressions import waiting
from forumapp.feedback.services import editions
from forumapp.feedback.services.asking import ask as ask_for
from forumapp.feedback.views.words import asked_words, item_titles
from forumapp.forums.models import Forum
from forumapp.registration.tables import XLSX

bp = Blueprint("feedback_results", __name__)
bp.context_processor(asked_words)
DESK = "/desk/forums/<slug:forum>/feedback"


@bp.get(DESK)
@role("owner", "editor", "viewer")
def index(forum: Forum) -> ResponseReturnValue:
    """Show the state of things and the results."""
    kept, edition = forms.form_of(forum), forms.last_edition(forum.id)
    return show(
        "feedback/results.html",
        forum=forum,
        kept=kept,
        share=asked.share(forum),
        edition=edition,
        results=presented(forum, edition, item_titles(forum.id)) if edition else None,
        phase=forms.phase(forum),
        opens=policy.opens_at(forum, kept),
        closes=policy.closes_at(forum, kept),
        waiting=waiting(forum.id),
        knows_who_came=has_evidence(forum),
        may_curate=policy.may_curate(g.roles),
        form=ActionForm(),
    )


@bp.get(DESK + "/results.xlsx")
@role("owner", "editor", "viewer")
def download(forum: Forum) -> ResponseReturnValue:
    """The results as a workbook: the same numbers as on the page, hidden where they are hidden there."""
    edition = forms.last_edition(forum.id) or abort(404)
    content = sheet.write(presented(forum, edition, item_titles(forum.id)), forum.title)
    name = _("感想の集計_%(title)s.xlsx", title=forum.title)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


@bp.post(DESK + "/request/<word:kind>")
@role("owner", "editor")
def ask(forum: Forum, kind: str) -> ResponseReturnValue:
    """Mail the request (``first``) or the reminder (``reminder``)."""
    if kind not in {"first", "reminder"}:
        abort(404)
    count = 0
    if ActionForm().accepted():
        only_present = bool(request.form.get("only_present"))
        count = ask_for(forum, by=g.actor, remind=kind == "reminder", only_present=only_present)
    text = _("新しく送る相手はいませんでした。")
    if count:
        text = ngettext("%(num)d人に感想のお願いを送ります。", "%(num)d人に感想のお願いを送ります。", count)
    notify(text)
    return redirect(url_for("feedback_results.index", forum=forum.slug), 303)


@bp.route(DESK + "/closing", methods=["GET", "POST"])
@role("owner", "editor")
def close(forum: Forum) -> ResponseReturnValue:
    """End the time for feedback, after a page that says what that means."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            editions.close(forum, by=g.actor)
            notify(_("感想の受付を締め切り、集計を確定しました。"))
            return redirect(url_for("feedback_results.index", forum=forum.slug), 303)
    return show("feedback/close.html", status=form.status, form=form, forum=forum, phase=forms.phase(forum))
