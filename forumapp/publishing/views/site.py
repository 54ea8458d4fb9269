"""What machines ask of the whole site: whether it lives, and what may be crawled."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from forumapp.core.access import public
from forumapp.publishing.health import health as state_of_health
from forumapp.publishing.views.public import bp


@bp.get("/healthz")
@public()
def health() -> ResponseReturnValue:
    """Tell a monitor whether the application lives; 503 without its database."""
    facts, sound = state_of_health()
    response = jsonify(facts)
    response.status_code = 200 if sound else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/robots.txt")
@public()
def robots() -> ResponseReturnValue:
    """Keep crawlers to the public pages and the feeds."""
    links = ("/registrations/", "/invitations/", "/groups/", "/feedback/", "/r/", "/subscriptions/", "/u/")
    closed = ("/desk/", "/account", "/sign-in", *links)
    # A feed in somebody's own calendar is fetched by that calendar's server, which asks here first.
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /registrations/*/feed.ics$"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
