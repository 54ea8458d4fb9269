"""Journeys: whole stories in a real browser against a real server, in real time."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.site import Site
from tests.journeys.visitor import Visitor


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """An empty installation."""
    made = Site(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory) -> Iterator[Site]:
    """An installation with the seed's forum and the invented one, which is open for registration."""
    made = Site(tmp_path_factory.mktemp("demo"), demo=True)
    made.run("demo", "load")
    yield made
    made.close()


@pytest.fixture
def visitors(browser, request) -> Iterator[Callable[..., Visitor]]:
    """Make people; after the test nobody's browser may have complained."""
    made: list[Visitor] = []

    def visit(site: Site, **options) -> Visitor:
        visitor = Visitor(browser, site.address, **options)
        made.append(visitor)
        return visitor

    yield visit
    for visitor in made:
        visitor.leave()
