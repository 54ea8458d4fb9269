"""What a file of rows cannot be."""


class UnreadableSheet(Exception):
    """Nothing can be read; ``code`` is a key of wording.py's sentences."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
