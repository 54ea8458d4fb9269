"""publishing: versions of the report, what its organiser says about it, its photographs.

Reports that are public already are frozen as version 1 by the worker (services.versions.freeze_old), which knows
how to gather one; until then they read as they stand.
"""

import sqlalchemy as sa
from alembic import op

from forumapp.core.db import UTCDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

STATES = ('submitted', 'scheduled', 'published', 'returned', 'called_back', 'stopped')


def _forum(table):
    return sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f(f'fk_{table}_forum_id'))


def _file(table, column):
    return sa.ForeignKeyConstraint([column], ['stored_file.digest'], name=op.f(f'fk_{table}_{column}'))


def upgrade():
    state = sa.Enum(*STATES, name='versionstate', native_enum=False, create_constraint=True, length=24)
    op.create_table(
        'report_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer()),
        sa.Column('state', state, nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('note_en', sa.Text(), nullable=False),
        sa.Column('hides_earlier', sa.Boolean(), nullable=False),
        sa.Column('made_at', UTCDateTime(), nullable=False),
        sa.Column('made_by_id', sa.Integer()),
        sa.Column('made_by', sa.String(length=200), nullable=False),
        sa.Column('asks', sa.Text(), nullable=False),
        sa.Column('decided_at', UTCDateTime()),
        sa.Column('decided_by', sa.String(length=200), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('publish_at', UTCDateTime()),
        sa.Column('published_at', UTCDateTime()),
        sa.Column('withdrawn_at', UTCDateTime()),
        sa.Column('withdrawn_why', sa.Text(), nullable=False),
        sa.CheckConstraint(
            '(number IS NULL) = (published_at IS NULL)', name=op.f('ck_report_version_numbered')
        ),
        _forum('report_version'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_version')),
        sa.UniqueConstraint('forum_id', 'number', name=op.f('uq_report_version_forum_id_number')),
    )
    op.create_table(
        'report_preparation',
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('outline', sa.Text(), nullable=False),
        sa.Column('outline_en', sa.Text(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('fewest', sa.Integer(), nullable=False),
        sa.Column('needs_approval', sa.Boolean(), nullable=False),
        sa.Column('links', sa.JSON(), nullable=False),
        sa.Column('links_asked_at', UTCDateTime()),
        sa.Column('links_tried_at', UTCDateTime()),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint('fewest >= 3', name=op.f('ck_report_preparation_fewest')),
        _forum('report_preparation'),
        sa.PrimaryKeyConstraint('forum_id', name=op.f('pk_report_preparation')),
    )
    op.create_table(
        'report_photograph',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('alt', sa.String(length=300), nullable=False),
        sa.Column('caption', sa.String(length=300), nullable=False),
        sa.Column('has_consent', sa.Boolean(), nullable=False),
        sa.Column('file_digest', sa.String(length=64), nullable=False),
        sa.Column('small_digest', sa.String(length=64), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('added_at', UTCDateTime(), nullable=False),
        sa.Column('shown_at', UTCDateTime()),
        sa.Column('withdrawn_at', UTCDateTime()),
        sa.CheckConstraint("alt <> ''", name=op.f('ck_report_photograph_alt')),
        _file('report_photograph', 'file_digest'),
        _forum('report_photograph'),
        _file('report_photograph', 'small_digest'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report_photograph')),
    )
    for table in ('report_version', 'report_photograph'):
        op.create_index(op.f(f'ix_{table}_forum_id'), table, ['forum_id'])


def downgrade():
    for table in ('report_photograph', 'report_preparation', 'report_version'):
        op.drop_table(table)
