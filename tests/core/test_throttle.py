"""Whom an attempt is counted for: an address, or the network within which a visitor takes any address."""

import pytest

from forumapp.core import throttle

ORIGINS = {
    "192.0.2.7": "192.0.2.7",
    "::ffff:192.0.2.7": "192.0.2.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::": "2001:db8:1:2::/64",
    "2001:db8:1:3::1": "2001:db8:1:3::/64",
    "fe80::1%eth0": "fe80::/64",
    "a socket": "a socket",
    "": "",
}


@pytest.mark.parametrize("address", ORIGINS)
def test_an_address_counts_for_its_network(app, address):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert throttle.origin() == ORIGINS[address]
