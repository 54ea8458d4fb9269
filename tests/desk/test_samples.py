"""Every kind of letter can be looked at, for every forum, without sending, saving or opening anything."""

import re

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from forumapp.core.db import db
from forumapp.desk import letter_words
from forumapp.forums.models import Mode, Role
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration
from tests.accounts.pages import text_of
from tests.agenda.factories import seed_programme
from tests.desk.conftest import DESK
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.registration.factories import make_registration

NOTHING = re.compile(r"\n{3}|\bNone\b|Undefined|[ \t]\n(?<!-- \n)")
TAGS = re.compile(r"<[^>]+>|\s")


def make_forums():
    """Make a forum with everything, one of which nothing is known, one by Web alone, and one that is off."""
    whole = make_forum(
        slug="nagasaki-2024", venue=make_venue(), ends=None, contact_email="forum@pref.example.jp"
    )
    seed_programme(whole)
    make_registration(whole, family_name="神無月")
    off = make_forum(cancel_reason="台風のため")
    off.cancelled_at = off.created_at
    return whole, make_forum(day=None), make_forum(mode=Mode.WEB, starts=None, ends=None), off


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_reads_whole_for_every_forum(app, transaction, language):
    with transaction():
        forums = make_forums()
    for forum in forums:
        for kind in letters.kinds():
            content = letters.sample(kind, forum.id, language)
            assert content is not None, kind
            text = content.text
            if kind.startswith("campaigns."):  # an organiser's own words may end in a value that is not known
                text = re.sub(r"[ ]+\n(?<!-- \n)", "\n", text)
            assert NOTHING.search(text) is None, (kind, text)
            assert content.subject.strip() == content.subject != "", kind
            assert "神無月" not in content.text, kind


def test_text_and_html_say_the_same(app, transaction):
    with transaction():
        forum = make_forums()[0]
    for kind in letters.kinds():
        content = letters.sample(kind, forum.id, "ja")
        shown = TAGS.sub("", content.html)
        for line in content.text.splitlines():
            plain = re.sub(r"^(?:■ |変更[前後]：|-- $)|\s", "", line)
            assert plain in shown, (kind, line)


def test_every_kind_has_words_for_when_and_to_whom(app):
    assert set(letters.kinds()) <= set(letter_words.OCCASIONS)
    for language in ("ja", "en"):
        with force_locale(language):
            found = [letter_words.describe(kind) for kind in letters.kinds()]
            assert all(one.name and one.when and one.whom for one in found)


def test_a_sample_opens_nothing_and_is_never_saved(app, client, transaction):
    with transaction():
        forum = make_forums()[0]
    before = db.session.scalar(sa.select(sa.func.count(Registration.id)))
    for kind in letters.kinds():
        text = letters.sample(kind, forum.id, "ja").text
        for path in re.findall(r"http://forum\.test(/\S*fa_\S+)", text):
            assert client.get(path).status_code == 404, (kind, path)
    db.session.rollback()
    counts = [
        db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Registration, Letter)
    ]
    assert counts == [before, 1]


def test_the_list_leads_to_each_kind_in_both_languages(client, transaction):
    with transaction():
        forum = make_forums()[0]
    sign_in_as(client, forum, Role.EDITOR)
    found = re.findall(
        rf'href="({DESK}/letters/samples/[a-z-]+)"', text_of(client.get(f"{DESK}/letters/samples"))
    )
    assert len(found) == len(letters.kinds())
    for path in found:
        page = text_of(client.get(path))
        assert page.count('<p class="pre-line">') == 2, path
        assert re.search(r"/fa_[0-9a-z]+_", page) is None, path
        for address in re.findall(rf'href="({path}/[a-z]+)"', page):
            answer = client.get(address)
            assert (answer.status_code, answer.headers["Content-Security-Policy"][:8]) == (200, "sandbox;")


@pytest.mark.parametrize(
    "path", ["nothing", "registration-moved/fr", "nothing/ja", "registration-moved/ja-jp"]
)
def test_there_is_no_sample_of_what_does_not_exist(client, editor, path):
    assert client.get(f"{DESK}/letters/samples/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.RECEPTION, Role.VIEWER])
def test_samples_are_for_editors(client, forum, role):
    sign_in_as(client, forum, role)
    for path in ("samples", "samples/registration-moved", "samples/registration-moved/ja"):
        assert client.get(f"{DESK}/letters/{path}").status_code == 403
