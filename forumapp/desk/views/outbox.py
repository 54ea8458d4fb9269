"""A forum's letters: what went out, what became of it, and what may go out again."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core import links
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.desk import envelopes, queries, reasons, services, wording
from forumapp.forums.models import Forum
from forumapp.mail import letters as mail_letters
from forumapp.mail import queries as mail_queries
from forumapp.mail.models import Letter, LetterState

bp = Blueprint("outbox", __name__)


@bp.get("/desk/forums/<slug:forum>/letters")
@role("owner", "editor")
def index(forum: Forum) -> ResponseReturnValue:
    """Show every letter of the forum and what became of it."""
    wanted = request.args.get("state", "")
    state = LetterState(wanted) if wanted in set(LetterState) else None
    page = queries.letters(forum, state, request.args.get("page", 1, type=int))
    return show(
        "desk/letters.html",
        forum=forum,
        state=state,
        page=page,
        again=queries.may_go_again(page.rows),
        counts=queries.letter_counts(forum),
        queue=mail_queries.queue(),
        reasons=reasons,
        action_form=ActionForm(),
        wording=wording,
    )


def _letter(forum: Forum, ident: int) -> Letter:
    return queries.letter_of(forum, ident) or abort(404)


@bp.get("/desk/forums/<slug:forum>/letters/<id:letter>")
@role("owner", "editor")
def letter(forum: Forum, letter: int) -> ResponseReturnValue:
    """Show one letter as it lies in the Maildir, else as it would be built now, without the secrets of its links."""
    found = _letter(forum, letter)
    is_secret = found.kind.startswith(wording.SECRET_KINDS)
    envelope = envelopes.of(found, forum)
    is_known = found.kind in mail_letters.kinds()
    content = mail_letters.build(found) if is_known and not is_secret and not envelope else None
    return show(
        "desk/letter.html",
        forum=forum,
        letter=found,
        is_secret=is_secret,
        envelope=envelope,
        is_open=envelopes.is_open(),
        content=content,
        text=links.redact(content.text) if content else "",
        reason=reasons.reason(found),
        again=queries.may_go_again([found]),
        action_form=ActionForm(),
        wording=wording,
    )


@bp.post("/desk/forums/<slug:forum>/letters/<id:letter>/resending")
@role("owner", "editor")
def send_again(forum: Forum, letter: int) -> ResponseReturnValue:
    """Queue a failed letter once more."""
    found = _letter(forum, letter)
    if ActionForm().accepted():
        services.send_again(found, by=g.actor)
        notify(_("メールを再送の列に入れました。まもなく送信されます。"))
    return redirect(url_for(".index", forum=forum.slug), 303)


@bp.post("/desk/forums/<slug:forum>/letters/resending")
@role("owner", "editor")
def send_failed_again(forum: Forum) -> ResponseReturnValue:
    """Queue every failed letter of the forum once more."""
    if ActionForm().accepted():
        number = services.send_failed_again(forum, by=g.actor)
        notify(
            ngettext(
                "%(num)d通を再送の列に入れました。まもなく送信されます。",
                "%(num)d通を再送の列に入れました。まもなく送信されます。",
                number,
            )
        )
    return redirect(url_for(".index", forum=forum.slug), 303)
