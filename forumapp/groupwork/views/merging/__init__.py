"""The merge board: one blueprint, its views in modules by what they are about."""

from forumapp.groupwork.views.merging import approval as approval
from forumapp.groupwork.views.merging import board as board
from forumapp.groupwork.views.merging import wording as wording
from forumapp.groupwork.views.merging.places import bp as bp
