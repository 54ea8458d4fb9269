"""The screen in the hall of the two forums."""

from forumapp.core.actor import SYSTEM
from forumapp.groupwork.queries import boards as queries
from forumapp.groupwork.services import boards


def hall(work, note, place):
    """A board with a card and a link; an older link has ended."""
    boards.open_link(work, by=SYSTEM)
    place.revoked["board"] = queries.token_of(queries.board_of(work))
    boards.close_link(work, by=SYSTEM)
    boards.open_link(work, by=SYSTEM)
    boards.show(work, [note.id], by=SYSTEM)
    place.tokens["board"] = queries.token_of(queries.board_of(work))
    place.ids["work"] = work.id
