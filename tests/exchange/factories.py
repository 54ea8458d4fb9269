"""Documents for the tests of the exchange."""

import copy

import yaml

from forumapp.core.resources import folder
from forumapp.exchange.cli.documents import load

DEMO = folder("demo")
SMALL = {
    "format": "forumapp/1",
    "forum": {
        "slug": "small",
        "title": "小さなフォーラム",
        "owner": "420000",
        "date": "2024-08-01",
        "starts": "13:30",
        "published": "2024-06-24 09:00+09:00",
    },
    "audience": [
        {
            "label": "県内市町",
            "municipalities_of": "42",
            "quotas": [{"label": "情報政策", "department": "finance", "seats": 2, "track": "a"}],
        }
    ],
    "tracks": [{"key": "a", "name": "第1部会"}, {"key": "b", "name": "第2部会"}],
    "agenda": [
        {"key": "hello", "start": "13:30", "minutes": 15, "kind": "greeting", "title": "挨拶",
         "speakers": [{"organisation": "長崎県", "family_name": "見本", "given_name": "一郎"}]},
        {"key": "parts", "kind": "container", "title": "部会", "children": [
            {"key": "work", "minutes": 60, "kind": "group_work", "title": "話し合い", "track": "a"},
            {"key": "talk", "minutes": 20, "title": "講演", "track": "b"},
        ]},
    ],
    "group_work": [
        {
            "item": "work",
            "themes": [{"title": "人材", "bullets": [{"text": "一人では足りない。", "sources": ["n1"]}]}],
            "groups": [{"name": "A班", "notes": [{"key": "n1", "theme": 1, "text": "足りない"}]}],
        }
    ],
    "impressions": [{"text": "よかった", "original": "とてもよかった"}],
}  # fmt: skip


def small():
    """A document that may be changed."""
    return copy.deepcopy(SMALL)


def write(path, data):
    """Write a document (mapping or text) to a file and return its path."""
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def load_small(tmp_path, data=None):
    """Import a small document."""
    return load(write(tmp_path / "small.yaml", data or SMALL))


def snapshot(session, tables):
    """Every row of every table, to see that nothing changed."""
    return {table.name: sorted(map(str, session.execute(table.select()).all())) for table in tables}
