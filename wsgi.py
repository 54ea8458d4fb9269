"""The application for gunicorn and the flask command."""

import sys

from forumapp.core.settings import SettingsError
from forumapp.factory import create_app

try:
    app = create_app()
except SettingsError as error:
    sys.exit(f"forumapp: {error}")
