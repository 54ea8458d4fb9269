"""Questions that are ready: the two of a forum that made none of its own, and the good default of one press. Pure.

The texts are stored in both languages, whatever the language of the page on which somebody presses.
"""

from collections.abc import Sequence
from typing import Any

from forumapp.feedback.models import FeedbackQuestion, QuestionKind
from forumapp.forums.models import Mode

RATING, COMMENT = "rating", "comment"


def _choices(*pairs: tuple[str, str], down: bool = False) -> list[dict[str, str]]:
    """Number the choices; ``down``: a scale, from the best."""
    return [
        {"key": str(len(pairs) - place if down else place + 1), "ja": ja, "en": en}
        for place, (ja, en) in enumerate(pairs)
    ]


_RATING: dict[str, Any] = {
    "slug": RATING,
    "kind": QuestionKind.SCALE,
    "label": "全体の評価",
    "label_en": "Overall rating",
    "choices": _choices(
        ("5 とても参考になった", "5 Very useful"),
        ("4 参考になった", "4 Useful"),
        ("3 どちらともいえない", "3 Neither"),
        ("2 あまり参考にならなかった", "2 Not very useful"),
        ("1 参考にならなかった", "1 Not useful"),
        down=True,
    ),
}
_COMMENT: dict[str, Any] = {
    "slug": COMMENT,
    "kind": QuestionKind.TEXT,
    "label": "感想・ご意見",
    "label_en": "Comments",
    "hint": "お名前や所属など、書いた人がわかることは書かないでください。",
    "hint_en": "Please leave out names, your organisation and anything else that shows who you are.",
    "offers_publication": True,
}
_EASE = (
    ("5 とてもよかった", "5 Very good"),
    ("4 よかった", "4 Good"),
    ("3 どちらともいえない", "3 Neither"),
    ("2 あまりよくなかった", "2 Not very good"),
    ("1 よくなかった", "1 Not good"),
)
_DEFAULT: Sequence[dict[str, Any]] = (
    {
        "slug": "use",
        "kind": QuestionKind.SCALE,
        "label": "業務に生かせそうですか",
        "label_en": "Will it help you in your work?",
        "choices": _choices(
            ("5 とても生かせそう", "5 Very much"),
            ("4 生かせそう", "4 Yes"),
            ("3 どちらともいえない", "3 Neither"),
            ("2 あまり生かせそうにない", "2 Not very much"),
            ("1 生かせそうにない", "1 No"),
            down=True,
        ),
    },
    {
        "slug": "level",
        "kind": QuestionKind.CHOICE,
        "label": "内容の難しさ",
        "label_en": "Level",
        "choices": _choices(
            ("やさしかった", "Too easy"), ("ちょうどよかった", "Just right"), ("難しかった", "Too difficult")
        ),
    },
    {
        "slug": "length",
        "kind": QuestionKind.CHOICE,
        "label": "時間の長さ",
        "label_en": "Length",
        "choices": _choices(
            ("短かった", "Too short"), ("ちょうどよかった", "Just right"), ("長かった", "Too long")
        ),
    },
    {
        "slug": "good",
        "kind": QuestionKind.CHOICES,
        "label": "参考になったもの(いくつでも)",
        "label_en": "What was useful? (as many as apply)",
        "choices": _choices(
            ("講演・説明", "Talks"),
            ("ほかの団体の事例", "Examples of other organisations"),
            ("質疑応答", "Questions and answers"),
            ("グループでの意見交換", "Discussion in groups"),
            ("参加者どうしの交流", "Meeting other participants"),
            ("配布資料", "Documents"),
        ),
    },
    {
        "slug": "place",
        "kind": QuestionKind.SCALE,
        "label": "会場の環境(広さ、見やすさ、聞き取りやすさ)",
        "label_en": "The venue (space, seeing, hearing)",
        "mode": Mode.ON_SITE,
        "choices": _choices(*_EASE, down=True),
    },
    {
        "slug": "web",
        "kind": QuestionKind.SCALE,
        "label": "Web参加の環境(映像、音声、接続のしやすさ)",
        "label_en": "Taking part by Web (picture, sound, joining)",
        "mode": Mode.WEB,
        "choices": _choices(*_EASE, down=True),
    },
    {
        "slug": "wishes",
        "kind": QuestionKind.TEXT,
        "label": "今後取り上げてほしいテーマ",
        "label_en": "What should future forums be about?",
        "hint": "お名前や所属など、書いた人がわかることは書かないでください。",
        "hint_en": "Please leave out names, your organisation and anything else that shows who you are.",
    },
)


STANDARD = frozenset(row["slug"] for row in (_RATING, *_DEFAULT, _COMMENT))
"""Names of the questions that are ready."""


def basic(forum_id: int) -> list[FeedbackQuestion]:
    """Make the two questions of a forum that has none of its own: a rating and a comment."""
    return _made(forum_id, (_RATING, _COMMENT))


def default(forum_id: int) -> list[FeedbackQuestion]:
    """Make the default questions."""
    return _made(forum_id, (_RATING, *_DEFAULT, _COMMENT))


def of_item(forum_id: int, item_id: int) -> FeedbackQuestion:
    """Make the question that is asked about one item of the programme."""
    question = _made(forum_id, (_RATING,))[0]
    question.slug, question.item_id = f"item{item_id}", item_id
    question.label, question.label_en = "この内容の評価", "This part"
    return question


def _made(forum_id: int, rows: Sequence[dict[str, Any]]) -> list[FeedbackQuestion]:
    values: dict[str, Any] = {
        "hint": "",
        "hint_en": "",
        "choices": [],
        "mode": None,
        "is_required": False,
        "offers_publication": False,
    }
    return [
        FeedbackQuestion(forum_id=forum_id, position=place, version=1, **{**values, **row})
        for place, row in enumerate(rows, 1)
    ]
