"""Whose uploads the slides are that come in pieces through a speaker's link."""

from forumapp.agenda.models import SpeakerProfile

PURPOSE = "slides"


def holder_of(speaker: SpeakerProfile) -> str:
    """Return who a speaker is for their uploads; a new link is somebody new."""
    return f"speaker:{speaker.id}:{speaker.link_generation}"
