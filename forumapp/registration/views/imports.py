"""A list of participants comes in (名簿の取込): looked at first, then written as a whole or not at all."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import transaction
from forumapp.core.access import rehearsal, role, upload
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.forms.sheets import ListForm
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.services import importing
from forumapp.registration.sheets import changes, choices
from forumapp.registration.sheets.finding import Found
from forumapp.registration.sheets.planning import Plan
from forumapp.registration.sheets.wording import mended
from forumapp.registration.views.words import words

bp = Blueprint("imports", __name__)
bp.context_processor(words)
bp.add_app_template_filter(mended, "mended_words")
PATH = "/desk/forums/<slug:forum>/registrations/import"
MOST_SHOWN = 1000
"""So many repairs and changes are shown on the page; faults are shown without end."""


@bp.route(PATH, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Ask for the file; writes what was looked at before."""
    form, found = _read(forum)
    if found is None:
        return _ask(forum, form)
    with form.refusals():
        plan = importing.take(
            forum, found, by=g.actor, waits=form.waits.data, tells=form.tells.data, seen=form.seen.data or ""
        )
        notify(_done(plan))
        return redirect(url_for("registrations.index", forum=forum.slug), 303)
    return _look(forum, form, found)


@bp.route(f"{PATH}/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
@upload
def preview(forum: Forum) -> ResponseReturnValue:
    """What the file would do, with every row that cannot be taken; writes nothing."""
    form, found = _read(forum)
    if not form.is_submitted():
        return redirect(url_for("imports.index", forum=forum.slug), 303)
    return _look(forum, form, found) if found else _ask(forum, form)


def _read(forum: Forum) -> tuple[ListForm, Found | None]:
    """Read the file that was sent, while nobody waits for us."""
    with transaction.reading():
        form = ListForm()
        return form, form.found(forum) if form.accepted() else None


def _ask(forum: Forum, form: ListForm) -> ResponseReturnValue:
    return show(
        "registration/desk/import.html", forum=forum, form=form, rules=rules_of(forum), status=form.status
    )


def _look(forum: Forum, form: ListForm, found: Found) -> ResponseReturnValue:
    plan = None
    with form.refusals():
        plan = importing.look(forum, found, waits=form.waits.data)
    if plan is None:
        return _ask(forum, form)
    form.seen.data = plan.digest
    changed = changes.lines(plan, choices.read(forum))
    return show(
        "registration/desk/import_preview.html",
        forum=forum,
        form=form,
        plan=plan,
        changed=changed,
        most=MOST_SHOWN,
        status=422 if plan.notes.faults else form.status,
    )


def _done(plan: Plan) -> str:
    if not plan.new and not plan.changed:
        return _("変わったところはありませんでした。")
    return _(
        "%(new)d名を登録し、%(changed)d名の登録を変更しました。", new=len(plan.new), changed=len(plan.changed)
    )
