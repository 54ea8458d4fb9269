"""What was not said of somebody who stands in a reply already stays as it is."""

from collections.abc import Sequence
from dataclasses import replace

from forumapp.inquiries.entered import COMPARED, Entered
from forumapp.inquiries.queries.frame import Frame


def with_unsaid(frame: Frame, one: Entered, before: Entered) -> Entered:
    """Leave as it stands what was not said; a seat that was said brings its track and department, and its mode."""
    if one.said is None:
        return one
    unsaid = {name for name in COMPARED if name not in one.said}
    for parts in (("family_name", "given_name"), ("family_kana", "given_kana")):
        if not getattr(one, parts[1]) and _joined(one, parts) == _joined(before, parts):
            unsaid.update(parts)  # the same in one piece
    if "quota_id" not in unsaid and one.quota_id != before.quota_id:
        unsaid -= {name for name in ("track_id", "department_id") if getattr(one, name)}
    quota = frame.quota(before.quota_id if "quota_id" in unsaid else one.quota_id)
    if before.mode not in frame.modes(quota):
        unsaid.discard("mode")
    kept = {name: getattr(before, name) for name in unsaid}
    return replace(one, said=None, answers={**before.answers, **one.answers}, **kept)


def _joined(one: Entered, parts: Sequence[str]) -> str:
    return "".join("".join(getattr(one, part) for part in parts).split())
