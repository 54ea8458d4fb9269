"""The blueprint of the merge board, with all its views in."""

from forumapp.groupwork.views.merging import approval as approval
from forumapp.groupwork.views.merging import board as board
from forumapp.groupwork.views.merging import wording as wording
from forumapp.groupwork.views.merging.places import bp as bp
