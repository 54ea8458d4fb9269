"""Letters about an inquiry: asked, reminded, the link again, a part passed on, and the copy of what was submitted."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import queries as agenda
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.forums.models import Forum, Mode
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry, InquirySection
from forumapp.inquiries.notices import samples
from forumapp.inquiries.queries.history import Edition, editions
from forumapp.inquiries.queries.inquiries import (
    clerk_of,
    link_of,
    printed_receipt,
    quotas_of,
    section_link_of,
    submissions_of,
)
from forumapp.mail.letters import Content, Fact, is_sample, render
from forumapp.mail.models import Letter
from forumapp.registration import feeds
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.audience import quota_text
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.wording import mode_name, state_name


def asked(letter: Letter) -> Content | None:
    """Ask who takes part; None once it is withdrawn, called off, or answered."""
    inquiry = _inquiry(letter)
    if inquiry is None or not _is_awaited(letter, inquiry):
        return None
    answering = (
        _("下のページで、参加される方をお知らせください。アカウントは必要ありません。"),
        _("どなたも参加されない場合も、「参加者なし」とご回答ください。"),
    )
    facts = [
        _page(inquiry, _("回答用ページ"), *answering),
        *_due(inquiry),
        *_quotas(inquiry),
        *_forum(inquiry.forum),
    ]
    return _write("asked", inquiry, facts)


def reminder(letter: Letter) -> Content | None:
    """Remind of an answer that has not come; None when it has."""
    inquiry = _inquiry(letter)
    if inquiry is None or not _is_awaited(letter, inquiry):
        return None
    lines = [_("まだご回答をいただいていません。")]
    if inquiry.opened_at is not None:
        lines = [_("入力の途中のようです。「確認して提出する」へ進むと、回答になります。")]
    facts = [_page(inquiry, _("回答用ページ"), *lines), *_due(inquiry), *_forum(inquiry.forum)]
    return _write("reminder", inquiry, facts)


def link(letter: Letter) -> Content | None:
    """Mail the link to a clerk who lost it."""
    inquiry = _inquiry(letter)
    if inquiry is None or not _is_open(letter, inquiry):
        return None
    return _write(
        "link", inquiry, [_page(inquiry, _("回答用ページ")), *_due(inquiry), *_forum(inquiry.forum)]
    )


def section(letter: Letter) -> Content | None:
    """Ask another department for the people of one quota."""
    found = (
        samples.section(letter)
        if is_sample(letter)
        else db.session.get(InquirySection, letter.recipe["section"])
    )
    if found is None or found.withdrawn_at is not None or not _is_open(letter, found.inquiry):
        return None
    inquiry = found.inquiry
    clerk = tuple(
        filter(None, (inquiry.contact_unit, clerk_of(inquiry), inquiry.contact_phone, inquiry.contact_email))
    )
    facts = [
        Fact(_("依頼された参加枠"), (quota_text(found.quota),)),
        Fact(
            _("入力用ページ"),
            (_("この参加枠の方だけを入力できます。入力が終わったら「入力を完了する」を押してください。"),),
            url=section_link_of(found),
            note=_("このリンクは、依頼された部署専用です。"),
        ),
        *_due(inquiry),
        Fact(_("とりまとめの担当者"), clerk),
        *_forum(inquiry.forum),
    ]
    content = render(
        "inquiries/mail/section",
        title=title_of(inquiry.forum),
        name=found.name,
        organisation=inquiry.organisation.name,
        message=found.message,
        facts=facts,
    )
    return replace(content, reply_to=inquiry.contact_email or reply_to(inquiry.forum))


def submitted(letter: Letter) -> Content | None:
    """Send the copy of what was submitted, complete in plain text."""
    return _copy(letter, "submitted")


def changed(letter: Letter) -> Content | None:
    """Send the copy of a later submission, with what it changed."""
    return _copy(letter, "changed")


def _copy(letter: Letter, name: str) -> Content | None:
    inquiry = _inquiry(letter)
    if inquiry is None:
        return None
    edition = (
        samples.edition(inquiry) if is_sample(letter) else _edition(inquiry, letter.recipe["submission"])
    )
    if edition is None:
        return None
    one = edition.submission
    number = ngettext("提出%(num)d回目", "提出%(num)d回目", one.number)
    facts = [
        Fact(_("受付番号"), (printed_receipt(inquiry) or samples.RECEIPT, number)),
        Fact(_("団体"), (inquiry.organisation.name,)),
        Fact(_("提出"), (_instant(one.at, inquiry.forum.zone), one.by)),
        *_changes(edition),
        *_people(edition),
        *_next(edition),
        _page(inquiry, _("回答用ページ"), _("期限までは、何度でも変更して提出し直せます。")),
        *_due(inquiry),
        *_forum(inquiry.forum),
    ]
    return _write(name, inquiry, facts)


def _edition(inquiry: Inquiry, ident: int) -> Edition | None:
    return next((one for one in editions(submissions_of(inquiry)) if one.submission.id == ident), None)


def _people(edition: Edition) -> list[Fact]:
    if not edition.people:
        return [Fact(_("参加者"), (_("参加者なし"),))]
    by_quota: dict[str, list[str]] = {}
    for place, row in enumerate(edition.people, start=1):
        by_quota.setdefault(row.get("quota", ""), []).append(f"{place}. {_person(row)}")
    facts = []
    for quota, lines in by_quota.items():
        label = _("参加者（%(quota)s）", quota=quota) if quota else _("参加者")
        facts.append(Fact(label, tuple(lines)))
    return facts


def _person(row: dict[str, Any]) -> str:
    """One attendee in a line: department, title, name, reading, mode, receipt number and where they stand."""
    name = "　".join(filter(None, (row["family_name"], row["given_name"])))
    kana = " ".join(filter(None, (row["family_kana"], row["given_kana"])))
    said = [row["unit"], row["title"], f"{name}（{kana}）" if kana else name]
    receipt = _("受付番号 %(number)s", number=f"{row['receipt'][:4]}-{row['receipt'][4:]}")
    state = RegistrationState(row["state"])
    words = [mode_name(Mode(row["mode"])), receipt]
    if state is not RegistrationState.CONFIRMED:
        words.append(state_name(state))
    return f"{' '.join(filter(None, said))} {'・'.join(words)}"


def _changes(edition: Edition) -> list[Fact]:
    """What a later submission changed, by name."""
    if edition.submission.number == 1:
        return []
    lines = [_("追加：%(names)s", names="、".join(edition.added))] if edition.added else []
    if edition.changed:
        lines.append(_("変更：%(names)s", names="、".join(one.name for one in edition.changed)))
    if edition.removed:
        lines.append(_("取消し：%(names)s", names="、".join(edition.removed)))
    return [Fact(_("前回からの変更"), tuple(lines or [_("変更はありません。")]))]


def _next(edition: Edition) -> list[Fact]:
    """What happens now to those who take part."""
    if not edition.people:
        return []
    with_address = sum(bool(row["email"]) for row in edition.people)
    lines = []
    if with_address:
        lines.append(
            ngettext(
                "メールアドレスのある%(num)d名には、参加用ページのリンクをお送りします。",
                "メールアドレスのある%(num)d名には、参加用ページのリンクをお送りします。",
                with_address,
            )
        )
    if with_address < len(edition.people):
        lines.append(_("メールアドレスのない方には、上の受付番号をお伝えください。当日の受付で使います。"))
    return [Fact(_("このあとの流れ"), tuple(lines))]


def _page(inquiry: Inquiry, label: str, *lines: str) -> Fact:
    note = _("このリンクを知っている人は、貴団体の回答を見て変更できます。担当者以外に転送しないでください。")
    return Fact(label, tuple(lines), url=link_of(inquiry), note=note)


def _due(inquiry: Inquiry) -> list[Fact]:
    due = policy.due_of(inquiry, rules_of(inquiry.forum))
    return [Fact(_("回答期限"), (moment(due),))] if due else []


def _quotas(inquiry: Inquiry) -> list[Fact]:
    lines = tuple(quota_text(quota) for quota in quotas_of(inquiry))
    return [Fact(_("貴団体の参加枠"), lines)] if lines else []


def _forum(forum: Forum) -> list[Fact]:
    attended = agenda.released_programme(forum.id).attended_by(None)
    when = feeds.when(forum, feeds.own_end(forum, attended), language())
    facts = [Fact(_("フォーラム"), (title_of(forum),)), Fact(_("日時"), (when,))]
    if forum.venue is not None:
        facts.append(Fact(_("会場"), tuple(filter(None, (forum.venue.name, forum.venue.address)))))
    return [*facts, *contact(forum)]


def moment(wall: datetime) -> str:
    """Print wall time: 令和6年7月25日(木) 17:00."""
    return f"{format_date(wall.date(), language())} {wall:%H:%M}"


def _instant(at: datetime, zone: str) -> str:
    return moment(clock.to_wall(at, zone))


def _inquiry(letter: Letter) -> Inquiry | None:
    if is_sample(letter):
        return samples.inquiry(db.session.get_one(Forum, letter.forum_id))
    return db.session.get(Inquiry, letter.recipe["inquiry"])


def _is_open(letter: Letter, inquiry: Inquiry) -> bool:
    return is_sample(letter) or policy.is_link_open(inquiry, clock.now())


def _is_awaited(letter: Letter, inquiry: Inquiry) -> bool:
    rules = rules_of(inquiry.forum)
    awaited = inquiry.submitted_at is None and policy.may_reply(inquiry, rules, clock.now())
    return is_sample(letter) or awaited


def _write(name: str, inquiry: Inquiry, facts: list[Fact]) -> Content:
    content = render(
        f"inquiries/mail/{name}",
        title=title_of(inquiry.forum),
        name=inquiry.contact_name,
        organisation=inquiry.organisation.name,
        message=inquiry.message if name == "asked" else "",
        facts=facts,
    )
    return replace(content, reply_to=reply_to(inquiry.forum))


BUILDERS = {
    "asked": asked,
    "reminder": reminder,
    "section": section,
    "submitted": submitted,
    "changed": changed,
    "link": link,
}
"""Who writes which letter, by its kind."""
SAMPLE = samples.sample
