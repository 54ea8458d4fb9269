"""The forum of most tests of the report."""

import pytest

from tests.publishing.factories import AFTER, confirm_names, seed_world


@pytest.fixture
def held(app, clock):
    """The seed's forum in the month after it: every name is confirmed, and the report can go out."""
    made = seed_world()
    confirm_names(made)
    clock.instant = AFTER
    return made
