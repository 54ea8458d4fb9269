"""What a participants' list cannot be."""


class UnreadableReport(Exception):
    """Nothing can be read; ``code`` is a key of wording.py's sentences, ``detail`` what was found instead."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail
