"""A forum with a speaker who was asked."""

import pytest

from tests.personal.factories import make_stage


@pytest.fixture
def stage(app):
    """One talk and its speaker."""
    return make_stage()
