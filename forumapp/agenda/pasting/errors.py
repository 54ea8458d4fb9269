"""What a pasted text cannot be."""


class Unreadable(Exception):
    """Nothing was understood; ``code``: "no_programme", "too_long" or "encoding"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
