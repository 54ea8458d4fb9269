"""What became of letters, in words; why one did not arrive by the codes of servers (RFC 5321, RFC 3463)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.mail.models import Cause, Letter, LetterState

_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}|\b[45]\d\d\b")
_NOBODY = _l("宛先のメールアドレスが存在しません。アドレスを確かめてください。")
WORDS: Sequence[tuple[str, Any]] = (
    (r"5\.1\.(1|3|6)", _NOBODY),
    (
        r"[45]\.1\.(2|10)",
        _l("宛先の「@」より後ろの部分にあたるメールサーバーがありません。アドレスを確かめてください。"),
    ),
    (r"[45]\.2\.1", _l("宛先のメールボックスは使われていません。")),
    (r"[45]\.2\.2", _l("宛先のメールボックスがいっぱいです。")),
    (r"5\.(2\.3|3\.4)|552", _l("メールが大きすぎるため、受け取られませんでした。")),
    (r"5\.7\.\d+", _l("相手のサーバーが、迷惑メール対策などの方針により受け取りませんでした。")),
    (r"4\.7\.\d+", _l("相手のサーバーが、送信の間隔をあけるよう求めています。")),
    (r"421|432", _l("相手のサーバーが混み合っています。")),
    (r"550|551|553", _NOBODY),
    (r"4.*", _l("相手のサーバーが一時的に受け取れませんでした。")),
    (r"5.*", _l("相手のサーバーが受け取りを断りました。")),
)
"""Words of a code; the first that fits counts."""

STATES: Mapping[LetterState, Any] = {
    LetterState.QUEUED: _l("送信待ち"),
    LetterState.SENDING: _l("送信中"),
    LetterState.SENT: _l("送信済"),
    LetterState.FAILED: _l("送信できず"),
    LetterState.BOUNCED: _l("不達"),
    LetterState.SUPPRESSED: _l("配信停止"),
    LetterState.ABORTED: _l("取りやめ"),
}
"""Words of the states of letters, in the order of their tabs."""

CAUSES: Mapping[Cause, Any] = {
    Cause.HARD: _l("宛先が存在しない"),
    Cause.SOFT: _l("2週間に3回届かなかった"),
    Cause.HAND: _l("手作業で追加"),
}
"""Words of why an address gets no letters any more."""


def reason(letter: Letter) -> str:
    """Return why the letter did not arrive, or has not yet; "" if there is nothing to say."""
    if letter.state is LetterState.SUPPRESSED:
        return _(
            "この宛先は配信停止のため、送りませんでした。以前のメールが届かなかったか、停止の申し出がありました。"
        )
    if letter.state in (LetterState.SENT, LetterState.ABORTED) or not letter.last_text:
        return ""
    if letter.state is LetterState.BOUNCED or letter.last_code:
        code = _CODE.match(letter.last_text) or _CODE.match(str(letter.last_code or ""))
        return _of_code(_enhanced(letter.last_text) or (code[0] if code else ""))
    if letter.last_text.isidentifier():  # the name of an exception: see the postman
        return _("メールの文面を作れませんでした。システム管理者に連絡してください。")
    return _("メールサーバーとの通信が途中で切れました。")


def _enhanced(text: str) -> str:
    found = re.search(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])", text)
    return found[0] if found else ""


def _of_code(code: str) -> str:
    for pattern, words in WORDS:
        if re.fullmatch(pattern, code):
            return str(words)
    return _("相手のサーバーから、届けられないという知らせがありました。")
