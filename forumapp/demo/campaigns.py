"""Mail to many of the invented forum: one that was sent and a draft to try out."""

from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.services import drafting, sending
from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import RegistrationState

CONFIRMED = (RegistrationState.CONFIRMED,)
SENT = (
    "「{フォーラム}」事前アンケートのお願い",
    "{団体}\n{氏名} 様\n\n"
    "このたびは「{フォーラム}」にお申し込みいただき、ありがとうございます。\n"
    "グループワークで話し合いたいことがありましたら、\nこのメールへの返信でお知らせください。\n\n"
    "日時：{日時}\n部会：{部会}\n\n"
    "ご登録の内容は、次のページで確認できます。\n{参加用ページ}\n\n"
    "■ 問い合わせ先\n{問い合わせ先}",
)
DRAFT = (
    "「{フォーラム}」会場のご案内",
    "{氏名} 様\n\n当日の会場と受付についてご案内します。\n\n"
    "日時：{日時}\n場所：{場所}\n\n受付は開始の30分前からです。\n\n■ 問い合わせ先\n{問い合わせ先}",
)


def fill(forum: Forum, *, by: Actor) -> None:
    """Send one to everybody registered, and leave one to those at the venue as a draft."""
    everybody = Audience(sources=(Source.REGISTRATIONS,), states=CONFIRMED)
    sent = drafting.begin(forum, by=by, subject=SENT[0], body=SENT[1], audience=everybody)
    db.session.flush()
    sending.release(sent, by=by, goes_at=clock.now())
    at_venue = Audience(sources=(Source.REGISTRATIONS,), states=CONFIRMED, mode=Mode.ON_SITE)
    drafting.begin(forum, by=by, subject=DRAFT[0], body=DRAFT[1], audience=at_venue)
