"""The command ``forumapp``: every shell command of the application, wherever it is installed."""

import sys

from flask.cli import FlaskGroup

from forumapp.core.settings import SettingsError
from forumapp.factory import create_app


def main() -> None:
    """Run one command; a setting that is missing or unusable is one sentence."""
    try:
        FlaskGroup(create_app=create_app, help="Forums between a prefecture and its municipalities.").main()
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
