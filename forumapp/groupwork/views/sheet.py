"""What the pages of a group's notes have in common, whoever opens them: the page, its shell, its changes."""

import json
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from flask import Response, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.groupwork import naming, policy, wording
from forumapp.groupwork.forms.changes import ChangesForm
from forumapp.groupwork.forms.notes import NotesForm, new_key
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import boards, people, sheets, works
from forumapp.groupwork.services import notes as services

FRESH = timedelta(seconds=20)
"""For so long a device that asks for news hears nothing of themes and the clock, unless the notes have changed."""


def page(group: Group, template: str, place: dict[str, str]) -> ResponseReturnValue:
    """Show and save the notes of a group; ``place`` has the addresses ``page``, ``changes`` and ``shell``."""
    form = NotesForm()
    if form.accepted():
        with form.refusals():
            notify(_told(services.save(group, form.lines.data, editor=form.editor.data, by=g.actor)))
            return redirect(request.path, 303)
    form.editor.data = form.editor.data or new_key()
    by_theme = sheets.notes(forum_id=group.forum_id, group_id=group.id)
    notes = {theme: found[group.id] for theme, found in by_theme.items()}
    return _made(
        template,
        group,
        status=form.status,
        form=form,
        notes=notes,
        members=people.published_members(group),
        marked=sum(note.is_marked for found in notes.values() for note in found),
        script=_script(group, place) | {"sheet": _sheet(group, 0)},
    )


def shell(group: Group, template: str, place: dict[str, str]) -> Response:
    """Show the page without notes and people: what a device shows while there is no network."""
    g.account = None
    return _made(
        template,
        group,
        form=NotesForm(sent=False, editor=""),
        notes={},
        members={},
        marked=0,
        is_shell=True,
        script=_script(group, place),
    )


def take(group: Group) -> Response:
    """Take the changes of a device; answer what arrived, what was refused, and what is new."""
    form = ChangesForm()
    if not form.accepted():
        errors = [str(text) for texts in form.errors.values() for text in texts]
        return _answer({"message": errors[0], "stale": "csrf_token" in form.errors}, 422)
    taken = services.take(group, form.device.data, form.read, by=g.actor)
    seen = max([taken.seen, *form.unsound])
    return _answer(
        {
            "seen": seen,
            "refused": {**taken.refused, **form.unsound},
            "saved": wording.saved(clock.now(), group.forum.zone),
            **_news(group, int(form.since.data)),
        }
    )


def news(group: Group) -> Response:
    """Tell a device what is new since the version that it knows; 304 if nothing is."""
    given = request.args.get("since", "")
    since = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    whole = since == 0 or since > group.notes_version
    mark = f"{group.notes_version}.{since}.{_slice()}.{language()}"
    digest = blake2b(mark.encode(), digest_size=8).hexdigest()
    if not whole and request.if_none_match.contains(digest):
        answer = Response(status=304)
    else:
        facts = _sheet(group, since)
        answer = _answer({**facts, "token": ActionForm(sent=False).csrf_token.current_token})
    answer.set_etag(digest)
    return answer


def _slice() -> int:
    return int(clock.now().timestamp() // FRESH.total_seconds())


def _told(saved: services.Taken) -> str:
    if saved.diverted:
        return _("保存しました。同時に編集された意見は、両方を並べて残しました。")
    return _("保存しました。") if saved.written else _("変更はありませんでした。")


def _made(template: str, group: Group, **context: Any) -> Response:
    return show(
        template,
        group=group,
        forum=group.forum,
        themes=works.themes(group.work_id),
        tags=wording.TAGS,
        marked_words=wording.marked,
        member_words=wording.members,
        **context,
    )


def _script(group: Group, place: dict[str, str]) -> dict[str, Any]:
    """Return the addresses and texts of the page's script; nothing personal, for it stays in the browser's cache."""
    return {
        **place,
        "group": naming.group_name(group),
        "forum": group.forum.title,
        "themes": _themes(group),
        "advised": wording.ADVISED,
        "lang": language(),
        "words": wording.script_words(),
    }


def _themes(group: Group) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "number": one.number, "name": naming.theme_name(one), "title": one.title}
        for one in works.themes(group.work_id)
    ]


def _sheet(group: Group, since: int) -> dict[str, Any]:
    """Return what a device keeps of a group: what is new of the notes, the themes, the clock, and until when."""
    now = clock.now()
    return {
        **_news(group, since),
        "themes": _themes(group),
        "phases": [
            {
                "stage": one.stage.value,
                "round": one.round,
                "begins": _stamp(one.begins),
                "ends": _stamp(one.ends),
            }
            for one in boards.timing_of(group.work).phases
        ],
        "now": _stamp(now),
        "until": _stamp(policy.kept_until(group.forum, now)),
    }


def _news(group: Group, since: int) -> dict[str, Any]:
    """Return what has changed since a version; a version that is not yet to be is that of another database."""
    known = since if since <= group.notes_version else 0
    return {
        "cursor": group.notes_version,
        "whole": known == 0,
        "notes": [_note(one) for one in sheets.changed(group.id, known)],
    }


def _note(one: Any) -> dict[str, Any]:
    return {
        "key": one.key,
        "theme": one.theme_id,
        "place": one.place,
        "depth": one.depth,
        "tag": one.tag or "",
        "mark": one.is_marked,
        "text": "" if one.withdrawn_at else one.text,
        "version": one.version,
        "beside": one.beside or "",
        "gone": one.withdrawn_at is not None,
    }


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat().replace("+00:00", "Z") if moment else ""


def _answer(facts: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(facts, ensure_ascii=False), status, mimetype="application/json")
