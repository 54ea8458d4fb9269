"""Forums of every size for the organisers' tables, written straight into the database, and a browser that is signed in."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forumapp.accounts.models import Account, SignIn
from forumapp.accounts.queries import SECRET
from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.core.transaction import transaction
from forumapp.directory import register
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.forums.models import Forum, Mode
from forumapp.forums.services.founding import create_forum
from forumapp.registration.models import Registration, RegistrationState

BY = Actor("system", None, "bench")
FAMILIES = (
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("渡辺", "ワタナベ"),
)
STATES = (RegistrationState.CONFIRMED,) * 17 + (
    RegistrationState.WAITING,
    RegistrationState.CANCELLED,
    RegistrationState.CANCELLED,
)
RANKS = 6


def forum_of(slug: str) -> Forum:
    """Return a published forum of a day to come, made if it is new."""
    known = db.session.scalar(sa.select(Forum).where(Forum.slug == slug))
    if known is not None:
        return known
    directory.ensure_defaults()
    owner = directory.organisation_named("見本", OrganisationKind.OTHER)
    forum = create_forum(owner=owner, title=f"見本 {slug}", slug=slug, by=BY)
    forum.day = clock.today() + timedelta(days=60)
    forum.starts, forum.published_at = time(13, 30), clock.now()
    forum.opens = datetime.combine(date(2024, 1, 1), time(9, 0))
    db.session.flush()
    return forum


def municipalities() -> list[Organisation]:
    """Return the prefectures and all municipalities: 1,788 organisations in code order."""
    found: list[Organisation] = []
    for prefecture in register.prefectures():
        found.append(directory.organisation_by_code(prefecture.code))
        found += directory.municipalities_of(prefecture.prefecture_code)
    return found


def register_people(forum: Forum, number: int) -> None:
    """Write ``number`` people of all municipalities: most confirmed, some waiting or cancelled, a third by Web."""
    if db.session.scalar(sa.select(Registration.id).where(Registration.forum_id == forum.id).limit(1)):
        return
    places = municipalities()
    for some in batches(_people(forum, places, number), 5000):
        db.session.execute(sa.insert(Registration), some)


def settle(app: Flask) -> None:
    """Let a PostgreSQL do at once what it does by itself within minutes of a large import."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("postgresql"):
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()


def _people(forum: Forum, places: list[Organisation], number: int) -> Iterator[dict[str, object]]:
    now = clock.now()
    for count in range(number):
        place = places[count * 7 % len(places)]
        family, kana = FAMILIES[count % len(FAMILIES)]
        state = STATES[count % len(STATES)]
        yield {
            "forum_id": forum.id,
            "receipt": f"B{forum.id:X}{count:X}",
            "state": state,
            "mode": Mode.WEB if count % 3 == 0 else Mode.ON_SITE,
            "family_name": family,
            "given_name": f"花子{count}",
            "family_kana": kana,
            "given_kana": "ハナコ",
            "sort_kana": f"{kana} ハナコ {count}",
            "sort_code": f"{place.code}{place.name}",
            "organisation_id": place.id,
            "organisation_name": place.name,
            "unit": "総務部デジタル戦略課",
            "title": "主査",
            "rank_id": count % RANKS + 1,
            "email": f"guest{count}@city.example.jp",
            "registered_at": now,
            "changed_at": now,
            "waiting_since": now if state is RegistrationState.WAITING else None,
        }


def browser(app: Flask) -> FlaskClient:
    """Return a client in which an administrator has signed in."""
    secret = secrets.token_urlsafe(32)
    with transaction() as session:
        account = session.scalar(sa.select(Account).where(Account.email == "bench@example.jp"))
        if account is None:
            account = Account(email="bench@example.jp", name="計測", is_admin=True, created_at=clock.now())
            session.add(account)
            session.flush()
        session.add(
            SignIn(
                secret_hash=sha256(secret.encode()).hexdigest(),
                account_id=account.id,
                browser="bench",
                started_at=clock.now(),
                expires_at=clock.now() + timedelta(days=1),
            )
        )
    client = app.test_client()
    with client.session_transaction() as kept:
        kept[SECRET] = secret
    return client
