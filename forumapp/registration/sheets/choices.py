"""What a forum's lists offer (departments, ranks, tracks, quotas, ways of taking part), found by the words of a cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core.i18n import LANGUAGES
from forumapp.core.sheets.cells import shown
from forumapp.core.sheets.grid import same
from forumapp.directory.queries import departments, ranks
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.registration.models import Question, Quota, RegistrationState
from forumapp.registration.queries.audience import audiences, questions, quota_text
from forumapp.registration.queries.ledger import MODES as TAKEN
from forumapp.registration.queries.quotas import is_meant
from forumapp.registration.sheets.owners import Owner
from forumapp.registration.sheets.texts import MODES, Unclear
from forumapp.registration.wording import mode_name, state_name

OVER = frozenset({RegistrationState.CANCELLED, RegistrationState.SUBSTITUTED})
_OVER_WORDS = frozenset({"キャンセル", "取消", "取消し", "取り消し", "欠席", "不参加", "辞退", "cancelled"})
_COMING_WORDS = frozenset({"参加", "出席", "確定", "申込済", "登録済", "新規"})


@dataclass(frozen=True)
class Choices:
    """The lists of one forum; ``words`` of departments, ranks and tracks lead to their ids."""

    forum: Forum
    words: Mapping[str, Mapping[str, int]]
    names: Mapping[str, Mapping[int, str]]
    quotas: Sequence[Quota]
    questions: Sequence[Question]
    modes: Mapping[str, Mode] = field(default_factory=dict)
    states: Mapping[str, RegistrationState] = field(default_factory=dict)

    def one_of(self, column: str, text: str) -> int | None:
        """Return the id of a department, rank or track. Raises Unclear, with what there is to choose."""
        if not text:
            return None
        found = self.words[column].get(same(text))
        if found is None:
            raise Unclear(f"{column}_unknown", _unknown(text, list(self.names[column].values())))
        return found

    def name_of(self, column: str, ident: object) -> str:
        """Return the name of a department, rank or track; "" for none."""
        return self.names[column].get(ident, "") if isinstance(ident, int) else ""

    def mode(self, text: str) -> Mode | None:
        """Return how somebody takes part. Raises Unclear."""
        if not text:
            return None
        found = self.modes.get(same(text))
        held = [mode for mode in TAKEN if takes(self.forum, mode)]
        if found is None:
            raise Unclear("mode_unknown", _unknown(text, [mode_name(mode) for mode in held]))
        if found not in held:
            raise Unclear("mode_not_held", _("このフォーラムに%(mode)sはありません。", mode=mode_name(found)))
        return found

    def state(self, text: str) -> RegistrationState | None:
        """Return what became of somebody. Raises Unclear."""
        word = same(text)
        if not word or word in _COMING_WORDS:
            return None
        if word in _OVER_WORDS:
            return RegistrationState.CANCELLED
        if word not in self.states:
            raise Unclear("state_unknown", _unknown(text, [state_name(state) for state in RegistrationState]))
        return self.states[word]

    def quotas_of(self, owner: Owner) -> list[Quota]:
        """Return the quotas that are an organisation's too."""
        return [one for one in self.quotas if is_meant(one.audience, owner.organisation)]

    def quota(self, text: str, owner: Owner, mode: Mode | None) -> Quota | None:
        """Return the quota of an organisation that a cell names. Raises Unclear."""
        if not text:
            return None
        word, own = same(text), self.quotas_of(owner)
        named = [one for one in own if word in {same(one.label), same(quota_text(one))}]
        fitting = [one for one in named if mode is None or one.mode in {None, Mode.BOTH, mode}]
        if len(fitting or named) == 1:
            return (fitting or named)[0]
        if named:
            labels = "、".join(f"{quota_text(one)}" for one in named)
            raise Unclear(
                "quota_ambiguous",
                _("「%(text)s」という参加枠が複数あります：%(labels)s", text=shown(text), labels=labels),
            )
        if any(word in {same(one.label), same(quota_text(one))} for one in self.quotas):
            raise Unclear(
                "quota_not_meant",
                _(
                    "「%(owner)s」には、参加枠「%(text)s」がありません。%(listed)s",
                    owner=owner.text,
                    text=shown(text),
                    listed=_listed([one.label for one in own]),
                ).strip(),
            )
        raise Unclear("quota_unknown", _unknown(text, [one.label for one in own or self.quotas]))


def read(forum: Forum) -> Choices:
    """Read the lists of a forum."""
    tracks = agenda.released_tracks(forum.id)
    lists: dict[str, Sequence[Any]] = {"department": departments(), "rank": ranks(), "track": tracks}
    return Choices(
        forum,
        {column: dict(_pairs(rows)) for column, rows in lists.items()},
        {column: {row.id: row.name for row in rows} for column, rows in lists.items()},
        [quota for line in audiences(forum) for quota in line.quotas],
        questions(forum),
        {**MODES, **_words(TAKEN, mode_name)},
        _words(RegistrationState, state_name),
    )


def _pairs(rows: Iterable[Any]) -> Iterable[tuple[str, int]]:
    for row in rows:
        for word in (row.name, row.name_en, getattr(row, "slug", "")):
            if word:
                yield same(word), row.id


def _words(members: Iterable[Any], name: Any) -> dict[str, Any]:
    found = {}
    for language in LANGUAGES:
        with force_locale(language):
            found.update({same(name(member)): member for member in members})
    return found


def _unknown(text: str, names: Sequence[str]) -> str:
    return _("「%(text)s」はありません。%(listed)s", text=shown(text), listed=_listed(names)).strip()


def _listed(names: Sequence[str]) -> str:
    return _("次から選んでください：%(names)s", names="、".join(names)) if names else ""
