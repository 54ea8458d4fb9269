"""Setting up a forum: facts, venue, hosts, registration period, publication, cancellation."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.directory import queries as directory
from forumapp.directory.services import organisation_meant
from forumapp.directory.wording import kind_of
from forumapp.forums import checks, queries
from forumapp.forums.forms.facts import FactsForm, RegistrationPeriodForm, VenueChoiceForm
from forumapp.forums.forms.places import CancellationForm, HostForm
from forumapp.forums.models import Forum, HostRole, Mode, RegistrationSwitch, Series, Visibility
from forumapp.forums.office import title_of
from forumapp.forums.questions import participants_of
from forumapp.forums.services import facts as facts_services
from forumapp.forums.services import places
from forumapp.forums.services import publication as publications
from forumapp.forums.states import state_of
from forumapp.forums.wording import FILTERS

bp = Blueprint("forums", __name__)
for _name, _filter in FILTERS.items():
    bp.add_app_template_filter(_filter, _name)
bp.add_app_template_filter(title_of, "forum_title")


def _to_overview(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("desk.forum", forum=forum.slug), 303)


@bp.route("/desk/forums/<slug:forum>/facts", methods=["GET", "POST"])
@role("owner", "editor")
def facts(forum: Forum) -> ResponseReturnValue:
    """Edit name, texts, date, contact."""
    series = {str(one.id): one for one in queries.all_series()}
    form = FactsForm(forum, list(series.values()))
    if form.accepted():
        with form.refusals():
            lock(forum)
            form.settle(form.current(forum))
            _save_facts(forum, series, form.values())
            notify(_("基本情報を保存しました。"))
            return _to_overview(forum)
    return show("forums/facts.html", forum=forum, form=form, status=form.status)


def _save_facts(forum: Forum, series: dict[str, Series], values: dict[str, Any]) -> None:
    moment = {name: values.pop(name) for name in ("day", "starts", "ends")}
    contact = {name: values.pop(f"contact_{name}") for name in ("name", "phone", "email")}
    values["visibility"] = Visibility(values["visibility"])
    values["series"] = series.get(values["series"])
    facts_services.set_date(forum, by=g.actor, **moment)
    facts_services.set_contact(forum, by=g.actor, **contact)
    facts_services.set_facts(forum, by=g.actor, **values)


@bp.route("/desk/forums/<slug:forum>/venue", methods=["GET", "POST"])
@role("owner", "editor")
def venue(forum: Forum) -> ResponseReturnValue:
    """Choose mode, venue and room, seats, and the Web meeting."""
    form = VenueChoiceForm(forum, queries.venues_for(g.account, forum))
    if form.accepted():
        with form.refusals():
            lock(forum)
            form.settle(form.current(forum))
            _save_venue(forum, form)
            excess = checks.seats_over_capacity(forum)
            saved = _("会場と開催方法を保存しました。")
            notify(checks.over_capacity_text(forum) if excess else saved, "warning" if excess else "success")
            return _to_overview(forum)
    return show("forums/venue.html", forum=forum, form=form, status=form.status)


def _save_venue(forum: Forum, form: VenueChoiceForm) -> None:
    values = form.values()
    chosen, room = form.places[values["place"]]
    places.set_venue(forum, by=g.actor, venue=chosen, room=room)
    places.set_hours(forum, by=g.actor, opens=values["venue_opens"], closes=values["venue_closes"])
    facts_services.set_seats(
        forum,
        by=g.actor,
        mode=Mode(values["mode"]),
        seats_on_site=values["seats_on_site"],
        seats_web=values["seats_web"],
    )
    facts_services.set_join(forum, by=g.actor, url=values["join_url"], note=values["join_note"])


@bp.route("/desk/forums/<slug:forum>/hosts", methods=["GET", "POST"])
@role("owner", "editor")
def hosts(forum: Forum) -> ResponseReturnValue:
    """See the hosts and add one."""
    form = HostForm()
    if form.accepted():
        with form.refusals():
            lock(forum)
            added = organisation_meant(
                form.organisation.data, kind=kind_of(form.kind.data), field="organisation"
            )
            known = [(host.organisation, host.role) for host in forum.hosts]
            places.set_hosts(forum, by=g.actor, hosts=[*known, (added, HostRole(form.role.data))])
            notify(_("「%(name)s」を追加しました。", name=added.name))
            return redirect(url_for(".hosts", forum=forum.slug), 303)
    return show(
        "forums/hosts.html",
        forum=forum,
        form=form,
        action_form=ActionForm(),
        suggestions=directory.suggestions(),
        status=form.status,
    )


@bp.post("/desk/forums/<slug:forum>/hosts/<id:host>/removal")
@role("owner", "editor")
def remove_host(forum: Forum, host: int) -> ResponseReturnValue:
    """Take a host off the list."""
    if not any(known.id == host for known in forum.hosts):
        abort(404)
    if ActionForm().accepted():
        lock(forum)
        kept = [(known.organisation, known.role) for known in forum.hosts if known.id != host]
        places.set_hosts(forum, by=g.actor, hosts=kept)
        notify(_("主催者等の一覧から外しました。"))
    return redirect(url_for(".hosts", forum=forum.slug), 303)


@bp.route("/desk/forums/<slug:forum>/registration-period", methods=["GET", "POST"])
@role("owner", "editor")
def registration_period(forum: Forum) -> ResponseReturnValue:
    """Set when registrations are taken."""
    form = RegistrationPeriodForm(RegistrationPeriodForm.current(forum))
    if form.accepted():
        with form.refusals():
            lock(forum)
            form.settle(form.current(forum))
            switch = RegistrationSwitch(form.registration.data)
            publications.set_registration(forum, by=g.actor, registration=switch, **form.moments())
            notify(_("受付期間を保存しました。"))
            return _to_overview(forum)
    return show(
        "forums/registration_period.html", forum=forum, form=form, state=state_of(forum), status=form.status
    )


@bp.route("/desk/forums/<slug:forum>/publication", methods=["GET", "POST"])
@role("owner", "editor")
def publication(forum: Forum) -> ResponseReturnValue:
    """See what the public sees or would see; publish."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            lock(forum)
            publications.publish(forum, by=g.actor)
            notify(_("フォーラムのページを公開しました。"))
            return _to_overview(forum)
    return show(
        "forums/publication.html",
        forum=forum,
        form=form,
        missing=checks.missing_for_public(forum),
        participants=participants_of(forum).ever,
        state=state_of(forum),
        status=form.status,
    )


@bp.post("/desk/forums/<slug:forum>/publication/withdrawal")
@role("owner", "editor")
def withdraw(forum: Forum) -> ResponseReturnValue:
    """Make it a draft again."""
    if ActionForm().accepted():
        lock(forum)
        publications.withdraw(forum, by=g.actor)
        notify(_("フォーラムを下書きに戻しました。公開ページは表示されなくなりました。"))
    return _to_overview(forum)


@bp.route("/desk/forums/<slug:forum>/cancellation", methods=["GET", "POST"])
@role("owner")
def cancellation(forum: Forum) -> ResponseReturnValue:
    """Say that it will not be held."""
    form = CancellationForm()
    if form.accepted():
        with form.refusals():
            lock(forum)
            publications.cancel(forum, by=g.actor, reason=form.reason.data)
            notify(_("フォーラムを中止にしました。"))
            return _to_overview(forum)
    return show(
        "forums/cancellation.html",
        forum=forum,
        form=form,
        participants=participants_of(forum).present,
        state=state_of(forum),
        status=form.status,
    )
