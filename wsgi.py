"""The application for gunicorn and the flask command."""

from forumapp.factory import create_app

app = create_app()
