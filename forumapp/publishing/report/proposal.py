"""A first text for 開催概要, from what is known."""

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.core import markup
from forumapp.forums.models import Forum, HostRole
from forumapp.forums.states import over_at
from forumapp.publishing.presentation import present


def outline_text(forum: Forum, language: str) -> str:
    """Return a first text for 開催概要 in ``language`` from what is known: when, where, by whom, and what for."""
    with force_locale(language):
        return _outline(forum, language)


def _outline(forum: Forum, language: str) -> str:
    view = present(forum, language)
    hosts = "、".join(
        (host.organisation.name_en if language == "en" else "") or host.organisation.name
        for host in view.hosts(HostRole.HOST)
    )
    when = f"{view.date} {view.time}".strip()
    over = over_at(forum)
    was_held = over is not None and over <= view.now  # also where its page was not published yet
    held = {
        (True, True): _("%(when)s、%(place)sで開催しました。", when=when, place=view.place.text),
        (True, False): _("%(when)sに開催しました。", when=when),
        (False, True): _("%(when)s、%(place)sで開催します。", when=when, place=view.place.text),
        (False, False): _("%(when)sに開催します。", when=when),
    }[was_held, bool(view.place.text)]
    sentences = [held if when else "", _("主催は%(hosts)sです。", hosts=hosts) if hosts else ""]
    purpose = markup.plain(view.summary.text)
    return "\n\n".join(part for part in ("".join(sentences).strip(), purpose) if part)
