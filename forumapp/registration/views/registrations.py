"""One registration on the organisers' side: add by hand, change, cancel; and the export of their table."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.access import attachments, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import filters, policy, tables
from forumapp.registration.forms.attendee import attendee_form
from forumapp.registration.forms.small import ModeForm
from forumapp.registration.models import Registration
from forumapp.registration.queries import listing
from forumapp.registration.queries import registrations as found
from forumapp.registration.queries.audience import questions_seen, quota_labels, suggestions
from forumapp.registration.queries.rsvps import standings
from forumapp.registration.queries.seats import places
from forumapp.registration.services import changing, letters, registering
from forumapp.registration.views.one import one_page
from forumapp.registration.views.words import words

bp = Blueprint("registrations", __name__)
bp.context_processor(words)


def fetch(forum: Forum, ident: int) -> Registration:
    """Return a registration of this forum, or 404."""
    return found.registration(forum, ident) or abort(404)


@bp.get("/desk/forums/<slug:forum>/registrations/<id:number>")
@role(*policy.READERS)
def show(forum: Forum, number: int) -> ResponseReturnValue:
    """One registration."""
    return one_page(forum, fetch(forum, number), ActionForm())


@bp.route("/desk/forums/<slug:forum>/registrations/new", methods=["GET", "POST"])
@role(*policy.WRITERS)
@attachments
def add(forum: Forum) -> ResponseReturnValue:
    """Register somebody by hand, also after the deadline."""
    form = attendee_form(forum, by_hand=True, asked=questions_seen(forum, g.roles))
    if form.accepted():
        with form.refusals():
            registration, is_new = registering.register(
                forum, by=g.actor, mode=form["mode"].data, attendee=form.attendee(), by_hand=True,
                form_key=form["form_key"].data or "", waits=form.wants_to_wait,
            )  # fmt: skip
            text = _("登録しました。") if is_new else _("同じ氏名とメールアドレスの登録がすでにあります。")
            notify(text, "success" if is_new else "info")
            return _to(forum, registration)
    return _person_page("registration/desk/add.html", forum, form)


@bp.route("/desk/forums/<slug:forum>/registrations/<id:number>/details", methods=["GET", "POST"])
@role(*policy.WRITERS)
@attachments
def details(forum: Forum, number: int) -> ResponseReturnValue:
    """Change what was entered."""
    registration = fetch(forum, number)
    form = attendee_form(forum, registration, by_hand=True, asked=questions_seen(forum, g.roles))
    if form.accepted():
        with form.refusals():
            changing.change_details(
                registration, by=g.actor, attendee=form.attendee(registration.track_id),
                version=form.version_number(), by_hand=True,
            )  # fmt: skip
            notify(_("登録内容を変更しました。"))
            return _to(forum, registration)
    return _person_page("registration/desk/details.html", forum, form, registration)


@bp.route("/desk/forums/<slug:forum>/registrations/<id:number>/mode", methods=["GET", "POST"])
@role(*policy.WRITERS)
def mode(forum: Forum, number: int) -> ResponseReturnValue:
    """Move somebody to the venue or to the Web."""
    registration = fetch(forum, number)
    form = ModeForm(mode=registration.mode)
    if form.accepted():
        with form.refusals():
            changing.change_mode(registration, by=g.actor, mode=form.mode.data, by_hand=True)
            notify(_("参加方法を変更しました。"))
            return _to(forum, registration)
    return page(
        "registration/desk/mode.html",
        form=form,
        forum=forum,
        registration=registration,
        places=places(forum),
        status=form.status,
    )


@bp.route("/desk/forums/<slug:forum>/registrations/<id:number>/cancellation", methods=["GET", "POST"])
@role(*policy.WRITERS)
def cancellation(forum: Forum, number: int) -> ResponseReturnValue:
    """Cancel on behalf of somebody, after one question."""
    registration = fetch(forum, number)
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            changing.cancel(registration, by=g.actor, by_hand=True)
            notify(_("登録をキャンセルしました。"))
            return _to(forum, registration)
    context: dict[str, Any] = {"form": form, "forum": forum, "registration": registration}
    return page("registration/desk/cancel.html", status=form.status, **context)


@bp.post("/desk/forums/<slug:forum>/registrations/<id:number>/link")
@role(*policy.WRITERS)
def link(forum: Forum, number: int) -> ResponseReturnValue:
    """Mail the personal link again, or make a new one and the old one worthless."""
    registration = fetch(forum, number)
    if ActionForm().accepted():
        if request.form.get("what") == "new":
            changing.revoke_link(registration, by=g.actor)
        else:
            letters.link(registration)
        notify(_("参加用ページのリンクをメールで送ります。"))
    return _to(forum, registration)


@bp.post("/desk/forums/<slug:forum>/registrations/export")
@role(*policy.WRITERS)
def export(forum: Forum) -> ResponseReturnValue:
    """Exactly what is filtered, as .xlsx or CSV; who took it is recorded."""
    ActionForm().accepted()
    listed = listing.everything(forum, filters.read(request.args))
    rows = tables.rows_of(listed, questions_seen(forum, g.roles), standings(listed), quota_labels(forum))
    kind = "csv" if request.form.get("kind") == "csv" else "xlsx"
    audit.record(
        g.actor, "registration.exported", None, forum_id=forum.id, changes={"rows": [None, len(rows) - 1]}
    )
    body = tables.write_csv(rows) if kind == "csv" else tables.write_xlsx(rows, forum.title)
    response = make_response(body)
    response.headers["Content-Type"] = tables.CSV if kind == "csv" else tables.XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="registrations-{forum.slug}.{kind}"'
    return response


def _person_page(
    template: str, forum: Forum, form: ActionForm, registration: Registration | None = None
) -> Response:
    return page(
        template,
        form=form,
        forum=forum,
        registration=registration,
        places=places(forum),
        questions=questions_seen(forum, g.roles),
        suggestions=suggestions(forum),
        status=form.status,
    )


def _to(forum: Forum, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.show", forum=forum.slug, number=registration.id), 303)
