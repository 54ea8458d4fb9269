"""Personal links: genuine, forged, revoked, and never in a log."""

import logging

import pytest

from forumapp.core import links
from forumapp.core.logs import Redacting


def test_a_token_proves_kind_id_and_generation(app):
    token = links.make_token("registration", 123456, 3)
    assert links.read_id(token) == 123456
    assert links.is_genuine(token, "registration", 123456, 3)
    assert [
        links.is_genuine(token, "group", 123456, 3),
        links.is_genuine(token, "registration", 123457, 3),
        links.is_genuine(token, "registration", 123456, 4),
    ] == [False, False, False]


def test_the_same_link_can_be_made_again(app):
    assert links.make_token("group", 7, 0) == links.make_token("group", 7, 0)


def test_a_link_of_a_former_key_stays_valid_while_the_key_is_listed(app, monkeypatch):
    token = links.make_token("group", 7, 0)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "a new key")
    assert links.is_genuine(token, "group", 7, 0)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert not links.is_genuine(token, "group", 7, 0)


@pytest.mark.parametrize(
    "token", ["", "fa_1_x", "fa_zzzzzzz_" + "A" * 22, "fa_0_" + "A" * 22, "fa_-1_" + "A" * 22]
)
def test_a_malformed_token_has_no_id(app, token):
    assert links.read_id(token) is None


def test_log_lines_hold_no_token(app, caplog):
    token = links.make_token("registration", 9, 0)
    logger = logging.getLogger("trial")
    caplog.handler.addFilter(Redacting())
    logger.warning("GET /registrations/%s/ from %s", token, "somewhere")
    assert caplog.messages == ["GET /registrations/fa_…/ from somewhere"]


def test_log_lines_hold_no_short_code(app, caplog):
    code = links.make_short("feedback_room", 9, 0)
    caplog.handler.addFilter(Redacting())
    logging.getLogger("trial").warning("GET /r/%s from %s", code, "somewhere")
    assert caplog.messages == ["GET /r/… from somewhere"]
