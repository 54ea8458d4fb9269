"""Who may see the report in the making, prepare it, and decide about a version; pure."""

from forumapp.core.actor import Actor
from forumapp.publishing.models import ReportVersion, VersionState

READERS = ("owner", "editor", "facilitator", "reception", "viewer")
EDITORS = ("owner", "editor")


def may_decide(version: ReportVersion, by: Actor) -> bool:
    """Say whether ``by``, an editor, may approve or send back: a person, and not the one who made the version."""
    return by.kind == "account" and by.id != version.made_by_id and version.state is VersionState.SUBMITTED
