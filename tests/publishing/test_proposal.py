"""The first text that is proposed for 開催概要."""

from datetime import UTC, datetime

import pytest

from forumapp.core.db import db
from forumapp.publishing.report.proposal import outline_text
from tests.accounts.factories import writing
from tests.publishing.factories import AFTER

BEFORE = datetime(2024, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(("instant", "word"), [(AFTER, "しました。"), (BEFORE, "します。")])
@pytest.mark.parametrize("is_published", [True, False])
def test_a_forum_that_is_over_was_held_also_where_its_page_was_never_published(
    held, clock, instant, word, is_published
):
    clock.instant = instant
    with writing() as session:
        forum = session.merge(held.forum)
        forum.reported_at = None
        if not is_published:
            forum.published_at = None
    db.session.expire_all()
    assert f"出島メッセ長崎(Web併用)で開催{word}" in outline_text(held.forum, "ja")
