"""Header fields of mail, encoded beforehand so that no library folds or encodes them again (RFC 5322, 2047, 2231).

Control characters are refused with ValueError: a header is where text from outside could become a second header.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from forumapp.mail.addresses import Mailbox, check_address

LINE = 76  # characters per line that holds encoded words (RFC 2047 section 2)
WORD_OCTETS = 45  # of UTF-8 in one encoded word: 60 characters of base64 between =?utf-8?b? and ?=

# C0, DEL, C1, the line and paragraph separators, lone surrogates.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Marks that belong to the character before them: combining, variation selectors, joiner.
_CLINGING = re.compile("[\u0300-\u036f\u200d\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_FIELD_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")


class BadHeader(ValueError):
    """A text that must not stand in a header."""


def check_text(what: str, text: str) -> str:
    """The text unchanged; BadHeader if it holds a control character, a line break or a lone surrogate."""
    if found := _REFUSED.search(text):
        raise BadHeader(f"{what}: character U+{ord(found[0]):04X} is not allowed in a mail header")
    return text


def unstructured(what: str, text: str) -> str:
    """The value of Subject and its like: short ASCII as it is, all else as encoded words."""
    text = check_text(what, text).strip()
    if text.isascii() and "=?" not in text and len(text) <= LINE - len(what) - 2:
        return text
    return encoded_words(what, text)


def mailbox(what: str, box: Mailbox) -> str:
    """The value of From, To or Reply-To: `name <address>`, the name plain, quoted or encoded as it needs."""
    address = check_address(box.address)
    name = check_text(what, box.name).strip()
    if not name:
        return address
    if name.isascii() and "=?" not in name and len(name) <= LINE - len(what) - 4:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        phrase = name if _ATOMS.fullmatch(name) else f'"{quoted}"'
    else:
        phrase = encoded_words(what, name)
    # Its own line: an encoded word, a space and a long address would pass the limit together.
    between = "\r\n " if len(phrase) + len(address) > LINE - len(what) - 5 else " "
    return f"{phrase}{between}<{address}>"


def encoded_words(what: str, text: str) -> str:
    """RFC 2047: base64 words of whole characters, one a line; readers drop the breaks between them."""
    beside_the_field_name = (LINE - len(f"{what}: =?utf-8?b??=")) // 4 * 3
    pieces = _pieces(text, min(WORD_OCTETS, beside_the_field_name), WORD_OCTETS)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode('ascii')}?=" for piece in pieces)


def _pieces(text: str, first: int, room: int) -> Iterator[bytes]:
    """The UTF-8 in pieces of at most so many octets, each cut before a character that stands on its own."""
    piece, limit = b"", first
    for cluster in re.findall(rf".{_CLINGING.pattern}{{0,4}}", text, re.DOTALL):
        octets = cluster.encode()
        if piece and len(piece) + len(octets) > limit:
            yield piece
            piece, limit = b"", room
        piece += octets
    yield piece


def message_id(text: str) -> str:
    """A Message-ID `<local@domain>` of at most 250 characters; BadHeader otherwise."""
    if not _MESSAGE_ID.fullmatch(text) or len(text) > 250:
        raise BadHeader(f"bad Message-ID: {text!r}")
    return text


def further(name: str, value: str) -> tuple[str, str]:
    """A further field, unchanged: folding or encoding would kill a List-Unsubscribe. Visible ASCII, ≤ 900."""
    if not _FIELD_NAME.fullmatch(name):
        raise BadHeader(f"bad name of a header: {name!r}")
    check_text(name, value)
    if not value.isascii() or not value.strip() or len(value) > 900:
        raise BadHeader(f"{name}: the value must be 1 to 900 ASCII characters")
    return name, value.strip()


def file_name(name: str) -> str:
    """The `filename` parameter: quoted if ASCII, else in RFC 2231's numbered pieces, one a line."""
    check_text("file name", name)
    if not name.strip() or len(name) > 200 or re.search(r"[/\\]", name):
        raise BadHeader(f"bad file name: {name!r}")
    if name.isascii() and '"' not in name and len(name) <= 60:
        return f'filename="{name}"'
    first, *rest = [quote(piece, safe="") for piece in _pieces(name, 18, 18)]
    if not rest:
        return f"filename*=utf-8''{first}"
    numbered = [f"filename*{n}*={piece}" for n, piece in enumerate(rest, 1)]
    return ";\r\n ".join([f"filename*0*=utf-8''{first}", *numbered])
