"""What somebody says of themselves when they register; plain values, checked for shape by the form."""

from dataclasses import dataclass, field

from forumapp.core.text.names import full_name, sort_key_kana

PERSON = (
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "department_id",
    "unit",
    "title",
    "rank_id",
    "track_id",
    "email",
    "needs",
    "may_list",
)
"""What is said of a person; fields of an Attendee, and columns of a registration and of a row of a reply alike."""


@dataclass(frozen=True)
class Attendee:
    """A person as typed. ``organisation`` is a name or code; ids are of department, rank and track."""

    family_name: str
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    organisation: str = ""
    department_id: int | None = None
    unit: str = ""
    title: str = ""
    rank_id: int | None = None
    track_id: int | None = None
    email: str = ""
    needs: str = ""
    may_list: bool = False
    answers: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the whole name, family first."""
        return full_name(self.family_name, self.given_name)

    @property
    def sort_kana(self) -> str:
        """Return the key of 五十音順; those without a reading come last, by name."""
        kana = sort_key_kana(self.family_kana, self.given_kana)
        return kana if self.family_kana else "\ufffd" + self.family_name + self.given_name
