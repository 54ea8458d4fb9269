"""Feedback for the tests of every slice, built through the services; joins an open transaction or opens one."""

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback import seals
from forumapp.feedback.models import FeedbackAnswer, Impression, ImpressionState, QuestionKind
from forumapp.feedback.queries import asked, forms
from forumapp.feedback.services import answering, editions, impressions
from forumapp.feedback.services import forms as asking
from tests.accounts.factories import writing
from tests.groupwork.factories import make_person


def give(person, rating=4, comment="", *, may_publish=False, code="", **more):
    """Let ``person`` (a registration) answer; the clock must stand in the time for feedback. Returns the code."""
    values = {"rating": str(rating) if rating else "", "comment": comment, **more}
    code = code or seals.new_code()
    with writing():
        answering.give(
            forms.place_of(person),
            values={slug: value for slug, value in values.items() if value},
            may_publish=may_publish,
            code=code,
        )
    return code


def give_in_room(forum, code="", **values):
    """Let somebody in the room answer; returns the code."""
    code = code or seals.new_code()
    with writing():
        answering.give(forms.room_place(forum), values=values, code=code)
    return code


def give_all(forum, count, rating=4, comment="", **values):
    """Let ``count`` new people answer alike."""
    people = [make_person(forum) for _number in range(count)]
    for person in people:
        give(person, rating, comment, **values)
    return people


def close(forum):
    """End the time for feedback: everything that may be shown is."""
    with writing():
        return editions.close(forum, by=SYSTEM)


def open_room(forum):
    """Open the page of the room; returns its path."""
    with writing():
        form = asking.set_room(forum, by=SYSTEM, is_open=True)
    return forms.room_address(form).removeprefix("http://forum.test")


def answers(forum):
    """Return what the waiting and shown answers say, in the order of their ids."""
    found = db.session.query(FeedbackAnswer).filter_by(forum_id=forum.id).order_by(FeedbackAnswer.id)
    return [seals.unseal(one.id, one.amended or one.sealed) for one in found.populate_existing()]


def add_impression(forum, text, *, adopted=False):
    """Record a comment that came on paper, adopted if wanted."""
    with writing():
        made = impressions.add_by_hand(
            forum, by=SYSTEM, original=text, consent="用紙の「公開してよい」に丸", may_publish=True
        )
        db.session.flush()
        if adopted:
            impressions.decide(made, forum=forum, by=SYSTEM, version=1, state=ImpressionState.ADOPTED)
    return made


def comments(forum):
    """Return the comments of a forum by their original text."""
    found = db.session.query(Impression).filter_by(forum_id=forum.id).populate_existing()
    return {one.original: one for one in found}


def link_of(person):
    """Return the path of the page on which ``person`` gives feedback."""
    return asked.address_of(person).removeprefix("http://forum.test")


def question_values(**values):
    """Return the values of a question as the organiser's form gives them; choices are (Japanese, English)."""
    return {
        "label": "質問",
        "label_en": "",
        "hint": "",
        "hint_en": "",
        "kind": QuestionKind.CHOICE,
        "choices": [("はい", "Yes"), ("いいえ", "No")],
        "item_id": None,
        "track_id": None,
        "mode": None,
        "is_required": False,
        "offers_publication": False,
        **values,
    }
