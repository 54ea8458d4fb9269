"""Hearing of a series: asking on the public page, confirming by the mailed link, ending by one press."""

from flask import Blueprint, Response, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.campaigns.forms.subscribers import SubscribeForm
from forumapp.campaigns.models import Subscriber
from forumapp.campaigns.queries.subscribers import DAYS_TO_CONFIRM, token_of
from forumapp.campaigns.services import subscribing
from forumapp.core import throttle
from forumapp.core.access import is_one_click, one_click, personal_link, public
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums import queries as forums
from forumapp.forums.models import Series

bp = Blueprint("subscribers", __name__)

PER_ORIGIN, PER_ADDRESS = 10, 3
"""How often an hour one address of the net may ask, and how often a day one mailbox is written to."""
HOUR, DAY = 60, 24 * 60


@bp.route("/series/<slug:series>/subscription", methods=["GET", "POST"])
@public()
def subscribe(series: str) -> ResponseReturnValue:
    """Ask to hear of a series; the same answer for every address."""
    found = forums.series_of(series) or abort(404)
    form = SubscribeForm()
    if form.accepted():
        with form.refusals():
            _ask(found, form.email.data)
            return redirect(url_for(".sent", series=series), 303)
    return _no_store(page("campaigns/subscribe.html", form=form, series=found, status=form.status))


def _ask(series: Series, address: str) -> None:
    origin, mailbox = throttle.origin(), f"{series.id} {address}"
    if throttle.is_over("subscription", origin, limit=PER_ORIGIN, minutes=HOUR):
        return
    throttle.count("subscription", origin)
    if throttle.is_over("subscription-to", mailbox, limit=PER_ADDRESS, minutes=DAY):
        return
    throttle.count("subscription-to", mailbox)
    subscribing.ask(series, by=g.actor, address=address, language=language())


@bp.get("/series/<slug:series>/subscription/sent")
@public()
def sent(series: str) -> ResponseReturnValue:
    """What everybody sees who asked."""
    found = forums.series_of(series) or abort(404)
    return _no_store(page("campaigns/subscribe_sent.html", series=found, days=DAYS_TO_CONFIRM))


@bp.get("/subscriptions/<token:token>/")
@personal_link("subscriber")
def show(subscriber: Subscriber) -> ResponseReturnValue:
    """Whether the subscription waits, counts or has ended."""
    return _page(subscriber, ActionForm())


@bp.post("/subscriptions/<token:token>/confirmation")
@personal_link("subscriber")
def confirm(subscriber: Subscriber) -> ResponseReturnValue:
    """Confirm: a POST, since scanners open every link of a letter."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            subscribing.confirm(subscriber, by=g.actor)
            notify(_("登録しました。新しいフォーラムのお知らせをお送りします。"))
            return _back(subscriber)
    return _page(subscriber, form)


@bp.route("/u/<token:token>", methods=["GET", "POST"])
@personal_link("subscriber")
@one_click
def end(subscriber: Subscriber) -> ResponseReturnValue:
    """End the subscription: by a mail program's own POST at once (RFC 8058), by hand with one button."""
    if is_one_click():
        subscribing.end(subscriber, by=g.actor)
        return _page(subscriber)
    form = ActionForm()
    if form.accepted():
        subscribing.end(subscriber, by=g.actor)
        notify(_("お知らせを停止しました。メールアドレスを消去しました。"))
        return _back(subscriber)
    return _page(subscriber, form, asked_to_end=True)


def _page(subscriber: Subscriber, form: ActionForm | None = None, *, asked_to_end: bool = False) -> Response:
    return page(
        "campaigns/subscription.html",
        subscriber=subscriber,
        series=subscriber.series,
        token=token_of(subscriber),
        asked_to_end=asked_to_end,
        form=form,
        status=form.status if form else 200,
    )


def _back(subscriber: Subscriber) -> ResponseReturnValue:
    return redirect(url_for(".show", token=token_of(subscriber)), 303)


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
