"""Names of kinds of organisations, as forms offer them."""

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.directory.models import OrganisationKind

FREE_KINDS = [
    SelectChoice("", _l("選ばない(都道府県・市区町村、登録済みの団体)")),
    SelectChoice(OrganisationKind.MINISTRY.value, _l("国の機関")),
    SelectChoice(OrganisationKind.ASSOCIATION.value, _l("協議会・連合会など")),
    SelectChoice(OrganisationKind.COMPANY.value, _l("企業")),
    SelectChoice(OrganisationKind.OTHER.value, _l("その他")),
]
"""Kinds of free entries; local governments come from the register and need none."""


def kind_of(choice: str | None) -> OrganisationKind | None:
    """Return the kind that a form's choice means; None for the empty one."""
    return OrganisationKind(choice) if choice else None
