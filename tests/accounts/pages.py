"""What the tests of this slice do with pages: take the token, send a form, read letters and rows."""

import re

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.mail.models import Letter
from tests.accounts.factories import PASSWORD


def text_of(response):
    return response.get_data(as_text=True)


def token_on(client, path):
    """Return the form token that the page at ``path`` carries."""
    found = re.search(r'name="csrf_token"[^>]*value="([0-9a-f]+)"', text_of(client.get(path)))
    assert found, path
    return found[1]


def send(client, path, page=None, **fields):
    """Fill in and send the form of ``page`` (default: the path itself)."""
    return client.post(path, data={"csrf_token": token_on(client, page or path), **fields})


def enter(client, email, password=PASSWORD, **fields):
    """Sign in through the form."""
    return send(client, "/sign-in", email=email, password=password, **fields)


def is_in(client):
    """Say whether the client's own account page opens."""
    return client.get("/account").status_code == 200


def fresh(row):
    """Return the row as it stands in the database now."""
    db.session.refresh(row)
    return row


def letters():
    """Return (kind, address) of the letters in the outbox, the oldest first."""
    rows = db.session.scalars(sa.select(Letter).order_by(Letter.id))
    return [(letter.kind, letter.address) for letter in rows]


def errors_on(response):
    """Return the sentences of the error summary."""
    summary = re.search(r'<div class="error-summary".*?</div>', text_of(response), re.DOTALL)
    return re.findall(r"<li>(?:<a[^>]*>)?(.*?)(?:</a>)?</li>", summary[0]) if summary else []
