"""Letters to those who hold a forum: a mode is full."""

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Mode
from forumapp.forums.office import reply_to, title_of
from forumapp.mail.letters import Content, Fact, is_sample, render
from forumapp.mail.models import Letter
from forumapp.registration.notices.parts import deadlines
from forumapp.registration.queries.seats import Places, places
from forumapp.registration.wording import mode_name


def full(letter: Letter) -> Content | None:
    """Write to an organiser that no seat of a mode is left, and what can be done; None when one is free again."""
    forum = db.session.get_one(Forum, letter.forum_id)
    mode = Mode(letter.recipe["mode"])
    found = {place.mode: place for place in places(forum)}
    place = found.get(mode)
    if not is_sample(letter) and (place is None or not place.is_full or forum.cancelled_at is not None):
        return None
    content = render(
        "registration/mail/full",
        forum=forum,
        title=title_of(forum),
        name=letter.name,
        mode=mode_name(mode),
        facts=_facts(forum, place, [other for other in found.values() if other.mode is not mode]),
    )
    return replace(content, reply_to=reply_to(forum))


def _facts(forum: Forum, place: Places | None, others: list[Places]) -> list[Fact]:
    facts = [Fact(_("フォーラム"), (title_of(forum),))]
    if place is not None and place.seats is not None:
        seats = ngettext("定員%(num)d席", "定員%(num)d席", place.seats)
        taken = ngettext("参加登録%(num)d名", "参加登録%(num)d名", place.taken)
        facts.append(Fact(mode_name(place.mode), (seats, taken)))
    if free := [other for other in others if other.can_be_chosen]:
        facts.append(Fact(_("まだ申し込める参加方法"), tuple(deadlines(free))))
    people = _("キャンセルで空席ができると、申し込みを自動で再開します。")
    return [
        *facts,
        Fact(_("参加登録の一覧"), (people,), url=absolute_url("registrations.index", forum=forum.slug)),
        _more(forum, place),
    ]


def _more(forum: Forum, place: Places | None) -> Fact:
    """Return how to get more seats: of the room, or of those that the rules leave to people outside the quotas."""
    if place is not None and (place.seats is None or place.taken < place.seats):
        text = _("個人の申込みに使える席（一般枠）がなくなりました。「受付のきまり」のページで変更できます。")
        return Fact(_("一般枠を増やすとき"), (text,), url=absolute_url("seat_rules.index", forum=forum.slug))
    more = _("定員は「会場・開催方法」のページで変更できます。")
    return Fact(_("定員を増やすとき"), (more,), url=absolute_url("forums.venue", forum=forum.slug))
