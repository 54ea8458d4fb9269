"""recordings: of a whole day too, with chapters, a poster and the language of captions; items without one.

SQLite cannot alter a column or a constraint; as in 0004 the text of the table is rewritten in place.
"""

import sqlalchemy as sa
from alembic import op

from forumapp.core.db import UTCDateTime

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

TITLE = "CONSTRAINT ck_recording_has_title CHECK (item_id IS NOT NULL OR own_title <> '')"
POSTER = 'CONSTRAINT fk_recording_poster_digest FOREIGN KEY(poster_digest) REFERENCES stored_file (digest)'
COLUMNS = (
    sa.Column('own_title', sa.String(length=300), server_default=sa.text("''"), nullable=False),
    sa.Column('captions_language', sa.String(length=16), server_default=sa.text("'ja'"), nullable=False),
    sa.Column('poster_digest', sa.String(length=64)),
    sa.Column('day', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('began', sa.Integer()),
)


def _rewrite_sqlite(is_wanted):
    connection = op.get_bind()
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'recording'"
    text = connection.exec_driver_sql(query).scalar_one()
    strict, loose = 'item_id INTEGER NOT NULL', 'item_id INTEGER'
    added = f', {TITLE}, {POSTER})'
    if is_wanted:
        text = f'{text.rstrip()[:-1]}{added}'.replace(strict, loose, 1)
    else:
        text = text.replace(added, ')').replace(loose, strict, 1)
    connection.exec_driver_sql('PRAGMA writable_schema = ON')
    change = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'recording'"
    connection.exec_driver_sql(change, (text,))
    connection.exec_driver_sql('PRAGMA writable_schema = RESET')


def _constrain(is_wanted):
    if op.get_bind().dialect.name == 'sqlite':
        _rewrite_sqlite(is_wanted)
        return
    op.execute(f"ALTER TABLE recording ALTER COLUMN item_id {'DROP' if is_wanted else 'SET'} NOT NULL")
    for name, clause in (('ck_recording_has_title', TITLE), ('fk_recording_poster_digest', POSTER)):
        op.execute(f'ALTER TABLE recording {"ADD " + clause if is_wanted else "DROP CONSTRAINT " + name}')


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'unrecorded_item',
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('forum_id', sa.Integer(), nullable=False),
        sa.Column('marked_at', UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_unrecorded_item_item_id')),
        sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_unrecorded_item_forum_id')),
        sa.PrimaryKeyConstraint('item_id', name=op.f('pk_unrecorded_item')),
    )
    op.create_index('ix_unrecorded_item_forum_id', 'unrecorded_item', ['forum_id'])
    for column in COLUMNS:
        op.add_column('recording', column._copy())
    _constrain(is_wanted=True)


def downgrade() -> None:
    """Take back; a recording of a whole day has no item and goes."""
    op.execute('DELETE FROM recording WHERE item_id IS NULL')
    _constrain(is_wanted=False)
    for column in reversed(COLUMNS):
        op.drop_column('recording', column.name)
    op.drop_table('unrecorded_item')
