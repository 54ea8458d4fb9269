"""Organisations, people, and the lists that forms choose from."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MINISTRY = "ministry"
    PREFECTURE = "prefecture"
    CITY = "city"
    WARD = "ward"
    TOWN = "town"
    VILLAGE = "village"
    ASSOCIATION = "association"
    COMPANY = "company"
    OTHER = "other"


MUNICIPALITIES = (
    OrganisationKind.CITY,
    OrganisationKind.WARD,
    OrganisationKind.TOWN,
    OrganisationKind.VILLAGE,
)


class Organisation(Model):
    """An organisation (団体); municipalities and prefectures carry their official six-digit code."""

    __tablename__ = "organisation"
    public_content = True
    id: Mapped[int] = key()
    code: Mapped[str | None] = mapped_column(sa.String(6), unique=True)
    kind: Mapped[OrganisationKind] = choice(OrganisationKind, index=True)
    name: Mapped[str] = mapped_column(sa.String(200), index=True)
    kana: Mapped[str] = mapped_column(sa.String(200), default="")
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    prefecture: Mapped[str | None] = mapped_column(sa.String(2), index=True)
    __table_args__ = (sa.CheckConstraint("code IS NULL OR length(code) = 6", name="code"),)


class Department(Model):
    """A department category (部門) such as 情報政策: not a local unit's name."""

    __tablename__ = "department"
    public_content = True
    id: Mapped[int] = key()
    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    position: Mapped[int] = mapped_column(default=0)


class Rank(Model):
    """A rank (職位), in descending order of position."""

    __tablename__ = "rank"
    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    position: Mapped[int] = mapped_column(default=0)


class Person(Model):
    """A person's identity, to which registrations, appearances and accounts point (they copy the name beside it)."""

    __tablename__ = "person"
    id: Mapped[int] = key()
    family_name: Mapped[str] = personal(sa.String(80))
    given_name: Mapped[str] = personal(sa.String(80), default="")
    family_kana: Mapped[str] = personal(sa.String(80), default="")
    given_kana: Mapped[str] = personal(sa.String(80), default="")
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = personal(sa.String(254), default="", index=True)
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (sa.Index("ix_person_name", "family_name", "given_name"),)
