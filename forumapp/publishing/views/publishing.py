"""The blueprint of the pages for everybody and of the report's way to the public, with all its views in."""

from forumapp.publishing.views import review as review
from forumapp.publishing.views import site as site
from forumapp.publishing.views.public import bp as bp
