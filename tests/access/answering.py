"""Feedback of the world of test_doors.py: questions of the organiser's own, and a link of the room."""

from forumapp.core import links
from forumapp.core.actor import SYSTEM
from forumapp.feedback.models import QuestionKind
from forumapp.feedback.services import forms as asking
from tests.feedback.factories import question_values


def feedback_of(forum, place):
    """Questions of the organiser, and a link of the room that was renewed once."""
    asking.add_question(forum, by=SYSTEM, values=question_values(label="全体の評価", kind=QuestionKind.SCALE))
    spare = asking.add_question(
        forum, by=SYSTEM, values=question_values(label="長さ", kind=QuestionKind.CHOICE)
    )
    form = asking.set_room(forum, by=SYSTEM, is_open=True)
    place.revoked["feedback_room"] = links.make_token("feedback_room", forum.id, form.room_generation)
    asking.set_room(forum, by=SYSTEM, is_open=True, renew=True)
    place.tokens["feedback_room"] = links.make_token("feedback_room", forum.id, form.room_generation)
    place.ids["code"] = links.make_short("feedback_room", forum.id, form.room_generation)
    place.ids["feedback_question"] = spare.id
