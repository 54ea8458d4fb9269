"""The application for gunicorn and the flask command."""

import os
import sys

from forumapp.core import offline
from forumapp.core.settings import SettingsError, read
from forumapp.factory import create_app

try:
    env = offline.environment(os.environ) if offline.is_asked_for(sys.argv) else os.environ
    app = create_app(settings=read(env))
except SettingsError as error:
    sys.exit(f"forumapp: {error}")
