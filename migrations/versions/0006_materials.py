"""materials: uploads in pieces, versions, moments of publication, what is inside a file and what a scanner says of it.

SQLite cannot alter a constraint; as in 0004 the text of the table is rewritten in place.
"""

import sqlalchemy as sa
from alembic import op

from forumapp.core.db import UTCDateTime

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

WHEN = "('now', 'after_talk', 'at')"
MOMENT = "CHECK ((publish_when = 'at') = (publish_at IS NOT NULL))"
CONSTRAINTS = (
    ('material', 'ck_material_publishwhen', f'CHECK (publish_when IN {WHEN})'),
    ('material', 'ck_material_publish_at', MOMENT),
    ('recording', 'ck_recording_publishwhen', f'CHECK (publish_when IN {WHEN})'),
    ('recording', 'ck_recording_publish_at', MOMENT),
    ('stored_file', 'ck_stored_file_verdict', "CHECK (verdict IN ('clean', 'infected'))"),
)


def _constrain(is_wanted):
    """Add the constraints to the tables that were there, or take them away."""
    if op.get_bind().dialect.name == 'sqlite':
        _rewrite_sqlite(is_wanted)
        return
    for table, name, clause in CONSTRAINTS:
        change = f'ADD CONSTRAINT {name} {clause}' if is_wanted else f'DROP CONSTRAINT {name}'
        op.execute(f'ALTER TABLE {table} {change}')


def _rewrite_sqlite(is_wanted):
    connection = op.get_bind()
    connection.exec_driver_sql('PRAGMA writable_schema = ON')
    for table, name, clause in CONSTRAINTS:
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        text = connection.exec_driver_sql(query, (table,)).scalar_one()
        part = f', CONSTRAINT {name} {clause}'
        text = f'{text.rstrip()[:-1]}{part})' if is_wanted else text.replace(part, '')
        change = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
        connection.exec_driver_sql(change, (text, table))
    connection.exec_driver_sql('PRAGMA writable_schema = RESET')


def _publication():
    return (
        sa.Column('publish_when', sa.String(length=24), server_default='now', nullable=False),
        sa.Column('publish_at', UTCDateTime()),
    )


def _add_columns():
    for table, columns in (
        ('material', (
            sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False), *_publication(),
        )),
        ('recording', _publication()),
        ('stored_file', (
            sa.Column('verdict', sa.String(length=24)),
            sa.Column('finding', sa.String(length=200), server_default=sa.text("''"), nullable=False),
            sa.Column('scanned_at', UTCDateTime()),
        )),
    ):
        for column in columns:
            op.add_column(table, column)


def _carry_over():
    """What lies there is the first version."""
    op.execute(
        'INSERT INTO material_version '
        '(forum_id, material_id, number, file_digest, filename, origin, added_at, added_by) '
        "SELECT forum_id, id, 1, file_digest, filename, 'sent', added_at, '' FROM material ORDER BY id"
    )


def upgrade() -> None:
    """Apply."""
    op.create_table('upload',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('purpose', sa.String(length=120), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('filename', sa.String(length=400), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('started_at', UTCDateTime(), nullable=False),
    sa.Column('touched_at', UTCDateTime(), nullable=False),
    sa.Column('ticket', sa.Text(), nullable=False),
    sa.CheckConstraint('received BETWEEN 0 AND size', name=op.f('ck_upload_received')),
    sa.CheckConstraint('size > 0', name=op.f('ck_upload_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    op.create_index('ix_upload_holder_purpose', 'upload', ['holder', 'purpose'])
    op.create_index('ix_upload_touched_at', 'upload', ['touched_at'])

    op.create_table('file_inspection',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'done', 'failed', name='inspectionstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('asked_at', UTCDateTime(), nullable=False),
    sa.Column('done_at', UTCDateTime(), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('preview_digest', sa.String(length=64), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('is_tagged', sa.Boolean(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('people', sa.JSON(), nullable=False),
    sa.CheckConstraint('pages IS NULL OR pages > 0', name=op.f('ck_file_inspection_pages')),
    sa.ForeignKeyConstraint(['digest'], ['stored_file.digest'], name=op.f('fk_file_inspection_digest')),
    sa.ForeignKeyConstraint(['preview_digest'], ['stored_file.digest'], name=op.f('fk_file_inspection_preview_digest')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_file_inspection'))
    )
    op.create_index('ix_file_inspection_preview_digest', 'file_inspection', ['preview_digest'])

    op.create_table('material_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('file_digest', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('origin', sa.Enum('sent', 'cleaned', name='versionorigin', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('added_at', UTCDateTime(), nullable=False),
    sa.Column('added_by', sa.String(length=200), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_material_version_number')),
    sa.ForeignKeyConstraint(['file_digest'], ['stored_file.digest'], name=op.f('fk_material_version_file_digest')),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_material_version_forum_id')),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_material_version_material_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_version')),
    sa.UniqueConstraint('material_id', 'number', name=op.f('uq_material_version_material_id_number'))
    )
    op.create_index('ix_material_version_forum_id', 'material_version', ['forum_id'])

    _add_columns()
    _constrain(is_wanted=True)
    _carry_over()


def downgrade() -> None:
    """Take back."""
    _constrain(is_wanted=False)
    for table, columns in (
        ('stored_file', ('scanned_at', 'finding', 'verdict')),
        ('recording', ('publish_at', 'publish_when')),
        ('material', ('publish_at', 'publish_when', 'version')),
    ):
        for column in columns:
            op.drop_column(table, column)
    op.drop_table('material_version')
    op.drop_table('file_inspection')
    op.drop_table('upload')
