"""Why a file is no schedule."""


class Unreadable(Exception):
    """Nothing can be understood. ``code``: empty, too_large, too_many, encoding, doctype, syntax, too_deep, no_schedule,
    no_events; ``line`` from 1 where it is known.
    """

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line
