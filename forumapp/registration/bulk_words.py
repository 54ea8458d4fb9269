"""What can be done with several people at once, in words, and the service that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import queries as agenda
from forumapp.core.actor import Actor
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.registration.models import Registration
from forumapp.registration.services import bulk
from forumapp.registration.services.bulk import Outcome
from forumapp.registration.wording import mode_name


@dataclass(frozen=True)
class BulkAction:
    """One choice of the list below the table: its value in the form, its words, and what it does."""

    value: str
    label: str
    run: Callable[[Forum, Sequence[Registration], Actor], Outcome]
    is_danger: bool = False


def actions(forum: Forum) -> list[BulkAction]:
    """Return what can be done in ``forum``."""
    modes = [mode for mode in (Mode.ON_SITE, Mode.WEB) if takes(forum, mode)]
    found = [
        BulkAction(f"mode-{mode.value}", _("%(mode)sに変更する", mode=mode_name(mode)), partial(_mode, mode))
        for mode in (modes if len(modes) > 1 else ())
    ]
    found += [
        BulkAction(
            f"track-{track.id}",
            _("部会を「%(track)s」に変更する", track=track.name),
            partial(_track, track.id),
        )
        for track in agenda.released_tracks(forum.id)
    ]
    return [*found, BulkAction("cancel", _("参加登録をキャンセルする"), _cancel, is_danger=True)]


def nothing() -> BulkAction:
    """Return what stands for an action that was not offered: it changes nobody."""
    return BulkAction("", _("まとめて操作する"), lambda _forum, _people, _by: Outcome((), ()))


def done_words(outcome: Outcome) -> str:
    """Return for how many it was done, and for how many it could not be."""
    done = ngettext("%(num)d名を変更しました。", "%(num)d名を変更しました。", len(outcome.done))
    if not outcome.left:
        return done
    left = ngettext(
        "%(num)d名は変更できませんでした。", "%(num)d名は変更できませんでした。", len(outcome.left)
    )
    return f"{done}{left}"


def _mode(mode: Mode, forum: Forum, people: Sequence[Registration], by: Actor) -> Outcome:
    return bulk.change_mode(forum, people, by=by, mode=mode)


def _track(track_id: int, forum: Forum, people: Sequence[Registration], by: Actor) -> Outcome:
    return bulk.move_track(forum, people, by=by, track_id=track_id)


def _cancel(forum: Forum, people: Sequence[Registration], by: Actor) -> Outcome:
    return bulk.cancel(forum, people, by=by)
