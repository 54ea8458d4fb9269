"""Logs without secrets: tokens of personal links are blanked in every line, gunicorn's access log included."""

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger

from forumapp.core.links import redact

FORMATTER = logging.Formatter()


class Redacting(logging.Filter):
    """Blank tokens in the finished message and in the traceback below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; never drops one."""
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info:
            record.exc_text = redact(record.exc_text or FORMATTER.formatException(record.exc_info))
        return True


class AccessLogger(Logger):
    """gunicorn's logger with redacted atoms: the request's path and referrer."""

    def setup(self, cfg: Config) -> None:
        """Add the filter to both logs."""
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            for handler in logger.handlers:
                handler.addFilter(Redacting())


NOISY = ("fontTools", "fpdf")
"""Libraries that tell of each table of a font."""


def init() -> None:
    """Put the filter on the root's handlers."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(kept, Redacting) for kept in handler.filters):
            handler.addFilter(Redacting())
