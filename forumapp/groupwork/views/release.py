"""Publishing an arrangement: who is told what, and doing it."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.access import role
from forumapp.core.errors import DomainError
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.groupwork import arrangement_words as words
from forumapp.groupwork.checks import broken
from forumapp.groupwork.forms.arranging import PublicationForm
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import changes
from forumapp.groupwork.queries.draft import seating
from forumapp.groupwork.services import publishing
from forumapp.groupwork.views.arrangement import WORK, last_change, work_or_404

bp = Blueprint("arrangement_release", __name__)


@bp.route(WORK + "/publication", methods=["GET", "POST"])
@role("owner", "editor")
def publication(forum: Forum, item: int) -> ResponseReturnValue:
    """Show whose group changes, then let everybody see it and write to these."""
    work, form = work_or_404(forum, item), PublicationForm()
    status = form.status
    if form.accepted():
        try:
            changed = publishing.publish(work, by=g.actor, version=form.version.data, tells=form.tells.data)
            notify(_said(len(changed)))
            return redirect(url_for("arrangement.board", forum=forum.slug, item=item), 303)
        except DomainError as error:
            form.refuse(error.message)
            status = error.status
    return _shown(forum, work, form, status)


def _said(number: int) -> str:
    if not number:
        return _("この班編成は、すでに公開されています。")
    return ngettext("公開しました（変更%(num)d人分）。", "公開しました（変更%(num)d人分）。", number)


def _shown(forum: Forum, work: GroupWork, form: PublicationForm, status: int) -> ResponseReturnValue:
    found = seating(work)
    rounds = range(1, found.arrangement.rounds + 1)
    return show(
        "arrangement/publication.html",
        status=status,
        forum=forum,
        work=work,
        seating=found,
        form=form,
        fresh=PublicationForm(sent=False, version=found.arrangement.version),
        changed=changes.changes(found, changes.published(work.id)),
        unseated={number: found.unseated(number) for number in rounds},
        doubts=[(number, one) for number in rounds for one in broken(found, number)],
        words=words,
        late=last_change(forum, work) if status == 409 else "",
        lead=_("公開すると、参加用ページに班が表示されます。公開したあとも、班編成は続けて直せます。"),
    )
