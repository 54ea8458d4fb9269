"""feedback: questions of the organiser's own, sealed answers, editions of the results."""

import sqlalchemy as sa
from alembic import op

from forumapp.core.db import UTCDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

MODES = ('on_site', 'web', 'both')
KINDS = ('scale', 'choice', 'choices', 'text')
BREAKDOWNS = ('none', 'department', 'mode')


def _choice(name, values, **options):
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
    return kind


def _forum(table):
    return sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f(f'fk_{table}_forum_id'))


def upgrade():
    op.create_table(
        'feedback_form',
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('opens_at', UTCDateTime()),
        sa.Column('closes_at', UTCDateTime()),
        sa.Column('fewest', sa.Integer(), nullable=False),
        sa.Column('breakdown', _choice('breakdown', BREAKDOWNS), nullable=False),
        sa.Column('intro', sa.Text(), nullable=False),
        sa.Column('intro_en', sa.Text(), nullable=False),
        sa.Column('room_open', sa.Boolean(), nullable=False),
        sa.Column('room_generation', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('completed_on', sa.Date()),
        sa.CheckConstraint('fewest >= 3', name=op.f('ck_feedback_form_fewest')),
        _forum('feedback_form'),
        sa.PrimaryKeyConstraint('forum_id', name=op.f('pk_feedback_form')),
    )
    op.create_table(
        'feedback_question',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(length=32), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', _choice('questionkind', KINDS), nullable=False),
        sa.Column('label', sa.String(length=200), nullable=False),
        sa.Column('label_en', sa.String(length=200), nullable=False),
        sa.Column('hint', sa.String(length=500), nullable=False),
        sa.Column('hint_en', sa.String(length=500), nullable=False),
        sa.Column('choices', sa.JSON(), nullable=False),
        sa.Column('item_id', sa.Integer()),
        sa.Column('track_id', sa.Integer()),
        sa.Column('mode', _choice('mode', MODES)),
        sa.Column('is_required', sa.Boolean(), nullable=False),
        sa.Column('offers_publication', sa.Boolean(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('withdrawn_at', UTCDateTime()),
        _forum('feedback_question'),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_feedback_question_item_id')),
        sa.ForeignKeyConstraint(['track_id'], ['track.id'], name=op.f('fk_feedback_question_track_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_question')),
        sa.UniqueConstraint('forum_id', 'slug', name=op.f('uq_feedback_question_forum_id_slug')),
    )
    op.create_table(
        'feedback_answer',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('lock', sa.String(length=64), nullable=False),
        sa.Column('sealed', sa.LargeBinary()),
        sa.Column('is_shown', sa.Boolean(), nullable=False),
        _forum('feedback_answer'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_answer')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'feedback_edition',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('is_final', sa.Boolean(), nullable=False),
        sa.Column('tables', sa.JSON(), nullable=False),
        sa.Column('texts', sa.JSON(), nullable=False),
        _forum('feedback_edition'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_edition')),
        sa.UniqueConstraint('forum_id', 'number', name=op.f('uq_feedback_edition_forum_id_number')),
    )
    for table, column in INDEXES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


INDEXES = (
    ('feedback_question', 'forum_id'),
    ('feedback_answer', 'forum_id'),
    ('feedback_answer', 'lock'),
    ('feedback_edition', 'forum_id'),
)


def downgrade():
    for table in ('feedback_edition', 'feedback_answer', 'feedback_question', 'feedback_form'):
        op.drop_table(table)
