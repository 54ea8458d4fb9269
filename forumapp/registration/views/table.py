"""The organisers' table of registrations: filter, order, pages, saved views, and what is done with several people.

Its endpoints belong to the blueprint of one registration's pages.
"""

from dataclasses import replace
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core.access import rehearsal, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.directory.queries import departments
from forumapp.forums.models import Forum
from forumapp.forums.states import takes
from forumapp.registration import filters, policy, selection
from forumapp.registration.bulk_words import BulkAction, actions, done_words, nothing
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries import listing
from forumapp.registration.queries.ledger import MODES
from forumapp.registration.queries.quotas import given_out
from forumapp.registration.queries.rsvps import standings
from forumapp.registration.queries.views import views
from forumapp.registration.selection import Selection
from forumapp.registration.services import bulk
from forumapp.registration.services.bulk import Outcome
from forumapp.registration.views.registrations import bp

__all__ = ["bp"]

NAMED = 20
"""How many are named on the check page; the others are counted."""
TABLE = "/desk/forums/<slug:forum>/registrations"


@bp.get(TABLE)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Everybody, filtered, ordered and in pages."""
    wanted, counted = filters.read(request.args), listing.tally(forum)
    listed = listing.page(forum, wanted, filters.page_number(request.args), counted)
    tracks = agenda.tracks(forum.id)
    return page(
        "registration/desk/index.html",
        forum=forum,
        listed=listed,
        answers=standings(listed.rows),
        counted=counted,
        modes=[mode for mode in MODES if takes(forum, mode)],
        states=list(RegistrationState),
        tracks=tracks,
        quotas={quota.id: quota for quota in given_out(forum)[0]},
        departments=departments(),
        views=views(forum),
        actions=actions(forum),
        others=selection.offered(),
        form=ActionForm(),
        **_addresses(forum, wanted),
    )


@bp.post(f"{TABLE}/selection")
@role(*policy.WRITERS)
@rehearsal
def select(forum: Forum) -> ResponseReturnValue:
    """Say who is meant and for whom it cannot be done; nothing is done yet."""
    meant, action, form = _meant(forum), _action(forum), ActionForm()
    if form.accepted() and (why := _refusal(action, meant)):
        form.refuse(why)
    return _check_page(forum, form, action, meant)


@bp.post(f"{TABLE}/selection/changes")
@role(*policy.WRITERS)
def change_selected(forum: Forum) -> ResponseReturnValue:
    """Do it for exactly those whom the check page named."""
    meant, action, form = _meant(forum), _action(forum), ActionForm()
    if form.accepted():
        changed = _("一覧が変わったため、まだ変更していません。内容を確認して、もう一度押してください。")
        why = _refusal(action, meant) or (changed if request.form.get("mark") != meant.mark else "")
        if not why:
            with form.refusals():
                notify(done_words(action.run(forum, listing.chosen(forum, meant.idents), g.actor)))
                return redirect(_table(forum), 303)
        else:
            form.refuse(why)
    return _check_page(forum, form, action, meant)


def _check_page(forum: Forum, form: ActionForm, action: BulkAction, meant: Selection) -> ResponseReturnValue:
    """Do it all for the page, which is rolled back as every preview and every refusal is."""
    outcome = Outcome((), ())
    if "csrf_token" not in form.errors and not _refusal(action, meant):
        with form.refusals():
            outcome = action.run(forum, listing.chosen(forum, meant.idents), g.actor)
    return page(
        "registration/desk/selection.html",
        forum=forum,
        form=form,
        action=action,
        meant=meant,
        outcome=outcome,
        shown=NAMED,
        back=_table(forum),
        send_url=url_for(".change_selected", forum=forum.slug, **_kept()),
        status=form.status,
    )


def _meant(forum: Forum) -> Selection:
    return selection.read(forum, request.args, request.form)


def _refusal(action: BulkAction, meant: Selection) -> str:
    if not action.value:
        return _("変更の内容を選んでください。")
    if not meant.idents:
        return _("どなたも選ばれていません。一覧に戻って、対象の方を選んでください。")
    if len(meant.idents) > bulk.MOST:
        return _("一度に変更できるのは%(most)d名までです。条件で絞り込んでください。", most=bulk.MOST)
    return ""


def _action(forum: Forum) -> BulkAction:
    wanted = request.form.get("action", "")
    return next((one for one in actions(forum) if one.value == wanted), nothing())


def _kept() -> dict[str, Any]:
    return filters.write(filters.read(request.args))


def _table(forum: Forum) -> str:
    return url_for(".index", forum=forum.slug, **_kept())


def _addresses(forum: Forum, wanted: listing.Filter) -> dict[str, Any]:
    """Return what the template calls for its links: a page of the table, and the table in another order."""

    def of(filter_: listing.Filter, **more: Any) -> str:
        return url_for(".index", forum=forum.slug, **filters.write(filter_), **more)

    return {
        "kept": filters.write(wanted),
        "address": lambda number: of(wanted, page=number),
        "in_order": lambda order: of(
            replace(wanted, order=order, backwards=order == wanted.order and not wanted.backwards)
        ),
    }
