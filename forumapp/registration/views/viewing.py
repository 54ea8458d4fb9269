"""Saving, renaming and deleting views of the organisers' table."""

from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import filters, policy
from forumapp.registration.forms.small import ViewForm
from forumapp.registration.models import SavedView
from forumapp.registration.queries import views as queries
from forumapp.registration.services import viewing
from forumapp.registration.views.words import words

bp = Blueprint("saved_views", __name__)
bp.context_processor(words)
VIEWS = "/desk/forums/<slug:forum>/registrations/views"


def _view(forum: Forum, ident: int) -> SavedView:
    return queries.view(forum, ident) or abort(404)


@bp.get(VIEWS)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """All saved views."""
    return page("registration/desk/views.html", forum=forum, views=queries.views(forum), form=ActionForm())


@bp.route(f"{VIEWS}/new", methods=["GET", "POST"])
@role(*policy.WRITERS)
def save(forum: Forum) -> ResponseReturnValue:
    """Keep the filter of the address under a name."""
    kept, form = filters.write(filters.read(request.args)), ViewForm()
    if form.accepted():
        with form.refusals():
            viewing.save(forum, by=g.actor, name=form.name.data, query=urlencode(kept))
            notify(_("表示を保存しました。"))
            return redirect(url_for("registrations.index", forum=forum.slug, **kept), 303)
    back = url_for("registrations.index", forum=forum.slug, **kept)
    return page("registration/desk/view.html", forum=forum, form=form, back=back, status=form.status)


@bp.route(f"{VIEWS}/<id:number>", methods=["GET", "POST"])
@role(*policy.WRITERS)
def rename(forum: Forum, number: int) -> ResponseReturnValue:
    """Give a view another name."""
    view = _view(forum, number)
    form = ViewForm(name=view.name)
    if form.accepted():
        with form.refusals():
            viewing.rename(view, by=g.actor, name=form.name.data)
            notify(_("表示の名前を変更しました。"))
            return redirect(url_for(".index", forum=forum.slug), 303)
    back = url_for(".index", forum=forum.slug)
    return page(
        "registration/desk/view.html", forum=forum, form=form, view=view, back=back, status=form.status
    )


@bp.post(f"{VIEWS}/<id:number>/deletion")
@role(*policy.WRITERS)
def delete(forum: Forum, number: int) -> ResponseReturnValue:
    """Throw a view away."""
    view = _view(forum, number)
    if ActionForm().accepted():
        viewing.delete(view, by=g.actor)
        notify(_("保存した表示を削除しました。"))
    return redirect(url_for(".index", forum=forum.slug), 303)
