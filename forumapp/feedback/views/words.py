"""Words that the templates of feedback need: questions in the page's language, titles of items."""

from typing import Any

from forumapp.agenda import queries as agenda
from forumapp.agenda.wording import wall_moment
from forumapp.core.i18n import language
from forumapp.feedback.wording import breakdown_name, choice_words, kind_name, words
from forumapp.registration.wording import mode_name


def asked_words() -> dict[str, Any]:
    """Return the functions for the templates."""
    return {
        "question_words": words,
        "choice_words": choice_words,
        "kind_name": kind_name,
        "breakdown_name": breakdown_name,
        "mode_name": mode_name,
        "moment": wall_moment,
    }


def item_titles(forum_id: int) -> dict[int, str]:
    """Return the titles of a forum's items, also of those withdrawn: answers may speak of them."""
    return {
        item.id: (item.title_en if language() == "en" else "") or item.title
        for item in (*agenda.items(forum_id), *agenda.items(forum_id, withdrawn=True))
    }
