"""The composer's pages as a browser sends them."""

import re

from forumapp.core.db import db

WORDS = {"subject": "持ち物", "body": "{氏名} 様\n{参加用ページ}"}


def at(campaign, rest=""):
    """Return the address of a campaign's page."""
    return f"/desk/forums/{campaign.forum.slug}/campaigns/{campaign.id}{rest}"


def saved(campaign):
    """Return the campaign as it stands in the database."""
    db.session.rollback()
    db.session.refresh(campaign)
    return campaign


def version(client, path):
    """Return the version that a page was made from."""
    return re.search(r'name="version"[^>]* value="(\d+)"', client.get(path).text)[1]


def send(client, path, /, **fields):
    """Send a form with the token and the version of its page."""
    page = client.get(path).text
    seen = {
        name: re.search(rf'name="{name}"[^>]* value="(\w+)"', page)[1] for name in ("csrf_token", "version")
    }
    return client.post(path, data={**seen, **fields})


def errors(answer):
    """Return the ids of the fields that the summary of errors leads to."""
    summary = re.search(r'class="error-summary".*?</div>', answer.text, re.DOTALL)
    return re.findall(r'<li>(?:<a href="#([^"]+)">)?', summary[0]) if summary else []
