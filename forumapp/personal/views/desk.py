"""The organisers' page of speakers: who has answered and sent slides; addresses, letters, links."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import profiles
from forumapp.agenda.services import speakers as services
from forumapp.core.access import rehearsal, role
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.forums.models import Forum
from forumapp.personal import policy, queries, wording
from forumapp.personal import services as letters
from forumapp.personal.forms import AddressForm, offered
from forumapp.personal.queries import Filter, Row
from forumapp.personal.services import Letters

bp = Blueprint("speakers", __name__)
DESK = "/desk/forums/<slug:forum>/speakers"


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """List everybody who appears, or those in one state."""
    return _list(forum, ActionForm())


@bp.post(f"{DESK}/addresses")
@role(*policy.EDITORS)
def save_addresses(forum: Forum) -> ResponseReturnValue:
    """Save the addresses that were typed into the list; those left out stay."""
    form, everybody = ActionForm(), queries.rows(forum)
    typed = _typed(everybody)
    if form.accepted():
        problems = {row.person_id: told for row in everybody if (told := _save(forum, row, typed))}
        if not problems:
            notify(_("アドレスを保存しました。"))
            return _to_list(forum)
        for row in everybody:
            if row.person_id in problems:
                form.refuse(_("%(name)s：%(error)s", name=row.name, error=problems[row.person_id]))
        return _list(forum, form, typed=typed, problems=problems)
    return _list(forum, form, typed=typed)


def _typed(everybody: list[Row]) -> dict[int, str]:
    found = {row.person_id: request.form.get(f"email-{row.person_id}") for row in everybody}
    return {ident: to_halfwidth(text).strip()[:300] for ident, text in found.items() if text is not None}


def _save(forum: Forum, row: Row, typed: dict[int, str]) -> str:
    """Save one address; returns what is wrong with it, or ""."""
    text = typed.get(row.person_id)
    if text is None or text == row.email:
        return ""
    try:
        services.set_address(forum, row.person_id, by=g.actor, email=text)
    except DomainError as error:
        return error.message
    return ""


@bp.post(f"{DESK}/letters")
@role(*policy.EDITORS)
@rehearsal
def check(forum: Forum) -> ResponseReturnValue:
    """Say again who gets which letter, before it is sent; writes and sends nothing."""
    form, what = ActionForm(), _what()
    if form.accepted():
        with form.refusals():
            selection = letters.select(forum, what, _people())
            return _check_page(forum, form, what, selection)
    return _list(forum, form)


@bp.post(f"{DESK}/letters/sending")
@role(*policy.EDITORS)
def send(forum: Forum) -> ResponseReturnValue:
    """Send to those who were shown; others than the number that was shown are shown again first."""
    form, what = ActionForm(), _what()
    if form.accepted():
        with form.refusals():
            selection = letters.select(forum, what, _people())
            if request.form.get("count", "") != str(len(selection.to)) or not selection.to:
                form.refuse(_("送信先が変わりました。人数を確認して、もう一度送信してください。"))
                return _check_page(forum, form, what, selection)
            number = letters.send(forum, what, _people(), by=g.actor)
            notify(ngettext("%(num)d名に送信します。", "%(num)d名に送信します。", number))
            return _to_list(forum)
    return _list(forum, form)


@bp.route(f"{DESK}/<id:person>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def person(forum: Forum, person: int) -> ResponseReturnValue:
    """Show one speaker with all that is known, and change address and language."""
    row = _row(forum, person)
    known = row.profile
    form = AddressForm(data={"email": row.email, "language": known.language if known else "ja"})
    if form.accepted():
        with form.refusals():
            services.set_address(forum, person, by=g.actor, **form.values())
            notify(_("連絡先を保存しました。"))
            return _to_person(forum, person)
    return _person_page(forum, row, form)


@bp.post(f"{DESK}/<id:person>/link")
@role(*policy.EDITORS)
def send_link(forum: Forum, person: int) -> ResponseReturnValue:
    """Mail the personal link again to one speaker."""
    row = _row(forum, person)
    if row.profile is None or not row.email:
        abort(404)
    if ActionForm().accepted():
        letters.send_link(row.profile)
        notify(_("登壇者用ページのリンクを送信します。"))
    return _to_person(forum, row.person_id)


@bp.post(f"{DESK}/<id:person>/link/revocation")
@role(*policy.EDITORS)
def revoke(forum: Forum, person: int) -> ResponseReturnValue:
    """Make the present link worthless, and show a new one."""
    row = _row(forum, person)
    if ActionForm().accepted():
        services.renew_link(services.know(forum, person), by=g.actor)
        notify(
            _(
                "これまでのリンクを無効にし、新しいリンクを作りました。必要なときは、新しいリンクを送ってください。"
            )
        )
    return _to_person(forum, row.person_id)


@bp.post(f"{DESK}/<id:person>/hand-over")
@role(*policy.EDITORS)
def hand_over(forum: Forum, person: int) -> ResponseReturnValue:
    """Give what is known of somebody who left the programme to the same human under another name."""
    profile = profiles.profile_of(forum.id, person) or abort(404)
    form = offered({row.person_id: row.name for row in queries.rows(forum) if not row.email})
    if form.accepted():
        with form.refusals():
            services.hand_over(profile, form.person_id.data, by=g.actor)
            notify(_("連絡先などを引き継ぎました。"))
            return _to_person(forum, form.person_id.data)
    return _list(forum, form)


# --- steps shared by the views ----------------------------------------------------------------------------


def _list(forum: Forum, form: Any, **typed: Any) -> ResponseReturnValue:
    everybody, wanted = queries.rows(forum), _filter()
    context = {
        "rows": [row for row in everybody if row.fits(wanted)],
        "counts": [(one, wording.FILTERS[one], sum(row.fits(one) for row in everybody)) for one in Filter],
        "wanted": wanted,
        "left_over": queries.left_over(forum, everybody) if policy.may_edit(g.roles) else [],
        "everybody": everybody,
        "news": queries.news(forum) if policy.may_edit(g.roles) else [],
    }
    return page(
        "personal/desk/index.html",
        forum=forum,
        form=form,
        button=ActionForm(sent=False),
        editing=policy.may_edit(g.roles),
        wording=wording,
        **{"typed": {}, "problems": {}, **typed, **context},
        status=form.status,
    )


def _check_page(forum: Forum, form: Any, what: Letters, selection: letters.Selection) -> ResponseReturnValue:
    return page(
        "personal/desk/check.html",
        forum=forum,
        form=form,
        what=what,
        selection=selection,
        status=form.status,
    )


def _person_page(forum: Forum, row: Row, form: AddressForm) -> ResponseReturnValue:
    profile = row.profile
    return page(
        "personal/desk/person.html",
        forum=forum,
        form=form,
        row=row,
        button=ActionForm(sent=False),
        link=profiles.link_of(profile) if profile else "",
        unavailable=[wording.span_text(forum, span) for span in profile.unavailable] if profile else [],
        status=form.status,
    )


def _row(forum: Forum, person: int) -> Row:
    return queries.row_of(forum, person) or abort(404)


def _filter() -> Filter:
    given = request.args.get("state", "")
    return Filter(given) if given in set(Filter) else Filter.ALL


def _what() -> Letters:
    given = request.form.get("what", "")
    return Letters(given) if given in set(Letters) else Letters.REQUEST


def _people() -> set[int]:
    given = request.form.getlist("person")
    return {int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 10}


def _to_list(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("speakers.index", forum=forum.slug, state=request.args.get("state")), 303)


def _to_person(forum: Forum, person: int) -> ResponseReturnValue:
    return redirect(url_for("speakers.person", forum=forum.slug, person=person), 303)
