"""How often one address may answer in the room. Counted in memory, under a key that this process alone has.

Nothing of it is stored or logged: with the process the key goes, and what is left says nothing. A venue's whole network
often has one address, so that the limit lets a full hall answer within minutes.
"""

import hmac
import secrets
from collections import defaultdict, deque
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from forumapp.core import clock

MOST, WITHIN = 300, timedelta(minutes=10)
KEPT = timedelta(days=1)
"""How long what one address has sent to one room is known after its last answer there."""
_key = secrets.token_bytes(32)
_seen: dict[bytes, deque[datetime]] = defaultdict(deque)
_rooms: dict[bytes, tuple[int, datetime]] = {}
_lock = Lock()


def is_over(address: str) -> bool:
    """Count one answer from ``address``, and say whether it is one too many."""
    now, digest = clock.now(), hmac.new(_key, address.encode(), sha256).digest()
    with _lock:
        for other in [one for one, times in _seen.items() if not times or times[-1] <= now - WITHIN]:
            del _seen[other]
        times = _seen[digest]
        while times and times[0] <= now - WITHIN:
            times.popleft()
        times.append(now)
        return len(times) > MOST


def has_enough(address: str, room: str, most: int) -> bool:
    """Count one answer from ``address`` in ``room`` (its link), and say whether ``most`` have come from there already."""
    now, digest = clock.now(), hmac.new(_key, f"{room} {address}".encode(), sha256).digest()
    with _lock:
        for other in [one for one, (_count, last) in _rooms.items() if last <= now - KEPT]:
            del _rooms[other]
        count = _rooms.get(digest, (0, now))[0]
        _rooms[digest] = (count + 1, now)
        return count >= most


def forget() -> None:
    """Forget what was counted."""
    with _lock:
        _seen.clear()
        _rooms.clear()
