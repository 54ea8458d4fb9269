"""What two editors may do to a programme, as Hypothesis draws it."""

from dataclasses import dataclass

from hypothesis import strategies as st

_numbers = st.integers(0, 11)
_ACTS = (
    "add_item", "add_item", "add_item", "change_minutes", "change_minutes", "change_start", "change_place", "change_flag",
    "move_item", "move_item", "withdraw_item", "restore_item", "add_track", "change_track", "withdraw_track",
    "restore_track", "add_speaker", "change_speaker", "withdraw_speaker", "restore_speaker", "undo", "undo", "undo",
    "redo", "redo", "release", "bring_back",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something that an editor does; the numbers choose among what there is then."""

    act: str
    who: int
    is_stale: bool
    one: int
    two: int
    three: int


steps = st.builds(
    Step,
    act=st.sampled_from(_ACTS),
    who=st.integers(0, 1),
    is_stale=st.sampled_from([False] * 7 + [True]),
    one=_numbers,
    two=_numbers,
    three=_numbers,
)
