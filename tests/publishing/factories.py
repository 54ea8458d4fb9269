"""The seed's forum in the database, as far as the public sees it, built through the services."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, time

import sqlalchemy as sa
from PIL import Image

from forumapp.agenda.services import appearances
from forumapp.core import clock, files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum, HostRole
from forumapp.forums.services import places, series
from forumapp.groupwork.models import Note
from forumapp.groupwork.services import approving, notes, setup, summary
from forumapp.publishing import developing
from forumapp.publishing.services import photographs
from forumapp.publishing.services.versions import publish_report
from forumapp.registration.models import AudienceKind
from forumapp.registration.services import audience
from tests.accounts.factories import writing
from tests.agenda.factories import Seed, let_see, seed_programme
from tests.forums.factories import make_forum, make_organisation, make_venue
from tests.materials.factories import DEMO, add_material, add_recording

TITLE = "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム"
AFTER = datetime(2024, 9, 1, 0, 0, tzinfo=UTC)
SUMMARY = (
    "先進団体の情報を共有し、県内市町村で意見交換を行うことで、全国的な機運醸成につなげるため、"
    "長崎県・市町村連携フォーラムを開催しました。"
)
THEMES = {
    "必要とする人材のレベル・層について": [
        ("どの自治体も共通する事として「IT・システム戦略を描き、幹部と共に方向性を示せる人材」が必要。", ""),
        ("正しい方向に進むためにプロジェクトマネジメントが出来る人材も必要。", ""),
        ("常勤が望ましいが、それが無理な場合は少なくとも継続的に支援してくれる人が必要。", ""),
        ("一緒に汗をかいてくれる人が必要。", ""),
    ],
    "具体的な分野・事業について": [
        ("分野問わず、BPRの機運が高い部局。", ""),
        ("新しい事業(定額減税など)を始める所属。", "デジタル化との親和性が高い"),
    ],
}
IMPRESSIONS = [
    "デジタル人材の確保の考え方やグループワークで他自治体の状況を聞くことができた",
    "本市においては情報政策部門、人事部門、財政部門の意見交換や情報共有の機会を増やしていかなければならないと感じた。",
    "優秀な人材は他の機関(自治体・民間等)との競合になるので早めに確保したい。",
    "人材プール機能の確保という考え方が興味深かった。",
    "デジタル人材に限らず、技術・資格職(土木職、建築職等)などの単独では確保が難しい人材にも有効な方法だと感じた。",
]
TALKS = ("opening", "digital-talent", "hiroshima-case", "prefecture")
BACKGROUND = (
    "全国的に官民問わず、デジタル人材が不足する中、特に小規模な市町村の現場では、"
    "極めて少人数の職員のみでDXの取組全てを担うような状況にあるなど、DXの推進について課題を抱えている団体も多い状況です。"
)


@dataclass
class World:
    """The forum and what hangs on it."""

    forum: Forum
    programme: Seed
    first_theme: object


def seed_world(**values):
    """Make the Nagasaki forum before its report: programme, audience, slides, recordings, summary, impressions."""
    with writing():
        forum = seed_forum(**values)
        programme = seed_programme(forum)
        _audience(forum, programme)
        theme = _summary(programme)
        for name, item in zip(TALKS, _talks(programme), strict=True):
            slides = (DEMO / f"nagasaki-{name}.pdf").read_bytes()
            add_material(forum, item, content=slides, name=f"{item.title}.pdf")
            video = (DEMO / f"nagasaki-{name}.mp4").read_bytes()
            captions = (DEMO / f"nagasaki-{name}.vtt").read_bytes()
            add_recording(forum, item, content=video, name=f"{item.title}.mp4", captions=captions)
        for place, text in enumerate(IMPRESSIONS):
            add_impression(forum, text, position=place)
    return World(forum, programme, theme)


def seed_forum(**values):
    """Make the forum itself: facts, venue, host, contact."""
    ministry = make_organisation(name="総務省")
    given = {
        "slug": "nagasaki-2024",
        "title": TITLE,
        "summary": SUMMARY,
        "ends": None,
        "starts": time(13, 30),
        "owner": ministry,
        "contact_name": "フォーラム事務局",
        "contact_phone": "03-0000-0000",
        "contact_email": "forum@example.jp",
        "join_url": "https://meeting.example.jp/secret-room",
        **values,
    }
    forum = make_forum(**given)
    places.set_venue(forum, by=SYSTEM, venue=make_venue())
    places.set_hosts(forum, by=SYSTEM, hosts=[(ministry, HostRole.HOST)])
    return forum


def seed_series():
    """Make the series with a policy reference that has a document elsewhere."""
    with writing():
        made = series.create_series(
            owner=make_organisation(name="総務省"),
            slug="dx-structure",
            by=SYSTEM,
            title="都道府県と市町村の連携によるDX推進体制",
            background=BACKGROUND,
            breadcrumb="総務省トップ > 政策 > 地方行財政",
        )
        section = series.add_section(made, by=SYSTEM, title="重点計画", text="**推進体制**を構築します。")
        series.add_document(
            section, by=SYSTEM, title="基本計画(デジタル庁ホームページ)", url="https://www.example.jp/plan"
        )
    return made


def add_impression(forum, text, *, state=ImpressionState.ADOPTED, position=0):
    """Add a comment that its writer allowed to publish."""
    with writing() as session:
        made = Impression(
            forum_id=forum.id,
            original=text,
            text=text,
            state=state,
            may_publish=True,
            position=position,
            decided_at=clock.now(),
        )
        session.add(made)
    return made


def confirm_names(world):
    """Confirm the damaged name as it stands and release the programme, so that it goes out."""
    with writing() as session:
        appearances.confirm_name(session.merge(world.programme.damaged), by=SYSTEM)
        let_see(world.forum)


def report(world):
    """Let the public read the report as its first version."""
    with writing() as session:
        publish_report(session.merge(world.forum), by=SYSTEM, without_names=True)


def _talks(programme):
    return (programme.greeting, programme.talk, programme.case, programme.prefecture)


def _audience(forum, programme):
    towns = audience.add_line(
        forum, by=SYSTEM, kind=AudienceKind.MUNICIPALITIES, label="長崎県内市町", prefecture="42"
    )
    prefecture = audience.add_line(
        forum, by=SYSTEM, kind=AudienceKind.ORGANISATION, label="長崎県", organisation="420000"
    )
    quotas = [
        (towns, "情報政策担当部門", 2, "課長級・補佐級(係長級)"),
        (towns, "財政部門", 1, ""),
        (towns, "人事部門", 1, ""),
        (prefecture, "デジタル戦略課担当者", 5, ""),
        (prefecture, "財政課担当者", 1, ""),
        (prefecture, "人事課担当者", 1, ""),
    ]
    for place, (line, label, seats, ranks) in enumerate(quotas):
        track = programme.first if place in {0, 3} else programme.second
        audience.add_quota(line, by=SYSTEM, label=label, seats=seats, ranks=ranks, track_id=track.id)


def _summary(programme):
    group = setup.add_group(programme.group_work, by=SYSTEM, number=1, name="1班")
    themes = []
    for number, (title, bullets) in enumerate(THEMES.items(), start=1):
        theme = setup.add_theme(programme.group_work, by=SYSTEM, number=number, title=title)
        themes.append(theme)
        for place, (text, remark) in enumerate(bullets):
            key = f"{number}-{place}"
            notes.save(group, [notes.Line(theme.id, key, 0, text)], editor="page", by=SYSTEM)
            written = db.session.scalar(sa.select(Note).where(Note.client_key == key))
            bullet = summary.add_bullet(theme, by=SYSTEM, text=text, remark=remark, notes=[written.id])
            approving.approve(theme, {bullet.id: bullet.version}, by=SYSTEM)
    return themes[0]


def add_photograph(forum, **values):
    """Add a photograph whose people agreed; call it inside a writing block."""
    target = io.BytesIO()
    Image.effect_noise((900, 700), 40).convert("RGB").save(target, "JPEG")
    given = {"alt": "会場の様子", "caption": "", "has_consent": True, **values}
    picture = developing.develop(files.write(io.BytesIO(target.getvalue()), limit=1 << 20).digest)
    return photographs.add_photograph(forum, by=SYSTEM, file=picture, **given)
