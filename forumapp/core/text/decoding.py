"""Bytes of a text file, in the encodings that offices use."""


class UnknownEncoding(ValueError):
    """Neither UTF-8, nor UTF-16 with its mark, nor CP932."""


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 (with mark), else CP932. Raises UnknownEncoding."""
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownEncoding
