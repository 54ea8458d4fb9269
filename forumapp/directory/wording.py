"""Names of kinds of organisations, as forms offer them."""

from flask_babel import lazy_gettext as _l

from forumapp.directory.models import OrganisationKind

FREE_KINDS = [
    ("", _l("選ばない(都道府県・市区町村、登録済みの団体)")),
    (OrganisationKind.MINISTRY.value, _l("国の機関")),
    (OrganisationKind.ASSOCIATION.value, _l("協議会・連合会など")),
    (OrganisationKind.COMPANY.value, _l("企業")),
    (OrganisationKind.OTHER.value, _l("その他")),
]
"""Kinds of free entries; local governments come from the register and need none."""


def kind_of(choice: str | None) -> OrganisationKind | None:
    """Return the kind that a form's choice means; None for the empty one."""
    return OrganisationKind(choice) if choice else None
