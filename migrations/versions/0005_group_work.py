"""group work: arrangements with history, notes of several devices, the hall's board, a summary with editions.

SQLite cannot alter a constraint; as in 0004 the text of the table is rewritten in place.
"""

import sqlalchemy as sa
from alembic import op

from forumapp.core.db import UTCDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

CONSTRAINTS = (
    ('group_work', 'ck_group_work_work_minutes', 'CHECK (work_minutes IS NULL OR work_minutes BETWEEN 1 AND 1440)'),
    ('group_work', 'ck_group_work_talk_minutes', 'CHECK (talk_minutes IS NULL OR talk_minutes BETWEEN 0 AND 1440)'),
    ('note', 'ck_note_notetag', "CHECK (tag IN ('problem', 'practice', 'request'))"),
    ('work_group', 'ck_work_group_mode', "CHECK (mode IN ('on_site', 'web', 'both'))"),
    ('work_group', 'ck_work_group_capacity', 'CHECK (capacity IS NULL OR capacity > 0)'),
    ('work_group', 'fk_work_group_home_id', 'FOREIGN KEY(home_id) REFERENCES organisation (id)'),
    ('work_group', 'fk_work_group_recorder_account_id', 'FOREIGN KEY(recorder_account_id) REFERENCES account (id)'),
)
NO_TEXT = sa.text("''")


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


def _add_columns():
    for table, columns in (
        ('group_work', (_number('work_minutes'), _number('talk_minutes'))),
        ('note', (
            sa.Column('place', sa.Double(), server_default=sa.text('0'), nullable=False),
            _count('depth'),
            sa.Column('tag', sa.String(length=24)),
            sa.Column('is_marked', sa.Boolean(), server_default=sa.false(), nullable=False),
            _count('changed_in'),
        )),
        ('summary_bullet', (
            _number('approved_version'), sa.Column('approved_at', UTCDateTime()), _text('approved_by', 200),
        )),
        ('summary_source', (_count('note_version'),)),
        ('work_group', (
            sa.Column('mode', sa.String(length=24)),
            _number('capacity'),
            _text('online_room', 100),
            _text('join_url', 500),
            _number('home_id'),
            _text('recorder', 200),
            _text('recorder_email', 254),
            _number('recorder_account_id'),
            _count('recorder_generation'),
            _number('talks_at'),
            _count('notes_version'),
            sa.Column('written_at', UTCDateTime()),
        )),
    ):
        for column in columns:
            op.add_column(table, column)


def _number(name):
    return sa.Column(name, sa.Integer())


def _count(name):
    return sa.Column(name, sa.Integer(), server_default=sa.text('0'), nullable=False)


def _text(name, length):
    return sa.Column(name, sa.String(length=length), server_default=NO_TEXT, nullable=False)


def _carry_over():
    """Notes keep their order, people their group (they had been told it), and the summary stays published."""
    op.execute('UPDATE note SET place = position')
    op.drop_column('note', 'position')
    rows = 'SELECT work_id, 1, registration_id, group_id'
    op.execute(
        'INSERT INTO placement (work_id, round, registration_id, group_id, is_pinned) '
        f'{rows}, {_false()} FROM group_member'
    )
    op.execute(
        f'INSERT INTO published_placement (work_id, round, registration_id, group_id) {rows} FROM group_member'
    )
    op.drop_table('group_member')
    op.execute('UPDATE summary_bullet SET approved_version = version, approved_at = changed_at')
    op.execute(
        'INSERT INTO summary_edition (bullet_id, version, forum_id, text, remark, sources, written_at, written_by) '
        "SELECT id, version, forum_id, text, remark, '[]', changed_at, '' FROM summary_bullet"
    )
    sources = {}
    for bullet, note in op.get_bind().execute(
        sa.text('SELECT bullet_id, note_id FROM summary_source ORDER BY bullet_id, note_id')
    ):
        sources.setdefault(bullet, []).append([note, 0])
    keep = sa.text('UPDATE summary_edition SET sources = :sources WHERE bullet_id = :bullet').bindparams(
        sa.bindparam('sources', type_=sa.JSON())
    )
    for bullet, notes in sources.items():
        op.get_bind().execute(keep, {'sources': notes, 'bullet': bullet})


def _false():
    return '0' if op.get_bind().dialect.name == 'sqlite' else 'false'


def _carry_back():
    op.create_table('group_member',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['work_group.id'], name=op.f('fk_group_member_group_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_group_member_registration_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_group_member_work_id')),
    sa.PrimaryKeyConstraint('group_id', 'registration_id', name=op.f('pk_group_member')),
    sa.UniqueConstraint('work_id', 'registration_id', name=op.f('uq_group_member_work_id_registration_id'))
    )
    op.execute(
        'INSERT INTO group_member (work_id, group_id, registration_id) '
        'SELECT work_id, group_id, registration_id FROM placement WHERE round = 1'
    )
    op.add_column('note', sa.Column('position', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.execute(
        'UPDATE note SET position = (SELECT count(*) FROM note AS other WHERE other.group_id = note.group_id '
        'AND other.theme_id = note.theme_id AND other.place <= note.place)'
    )


def upgrade() -> None:
    """Apply."""
    op.create_table('arrangement',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('pattern', sa.Enum('single', 'fresh', 'hosts', 'home', name='pattern', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('mode_policy', sa.Enum('tables', 'mixed', 'ignore', name='modepolicy', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('weights', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('display_name', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_version', sa.Integer(), nullable=True),
    sa.Column('published_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint('rounds BETWEEN 1 AND 20', name=op.f('ck_arrangement_rounds')),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_arrangement_forum_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_arrangement_work_id')),
    sa.PrimaryKeyConstraint('work_id', name=op.f('pk_arrangement'))
    )
    op.create_index('ix_arrangement_forum_id', 'arrangement', ['forum_id'])

    op.create_table('arrangement_command',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('actor_label', sa.String(length=200), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('state', sa.Enum('done', 'undone', 'dropped', name='commandstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=True),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_arrangement_command_forum_id')),
    sa.ForeignKeyConstraint(['target_id'], ['arrangement_command.id'], name=op.f('fk_arrangement_command_target_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_arrangement_command_work_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrangement_command')),
    sa.UniqueConstraint('work_id', 'number', name=op.f('uq_arrangement_command_work_id_number'))
    )
    op.create_index('ix_arrangement_command_forum_id', 'arrangement_command', ['forum_id'])

    op.create_table('arrangement_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'found', 'taken', 'discarded', 'cancelled', 'failed', name='runstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('wants_cancel', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('problem', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('asked_by', sa.String(length=200), nullable=False),
    sa.Column('asked_at', UTCDateTime(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_arrangement_run_forum_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_arrangement_run_work_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrangement_run'))
    )
    op.create_index('ix_arrangement_run_forum_id', 'arrangement_run', ['forum_id'])
    op.create_index('ix_arrangement_run_work_id', 'arrangement_run', ['work_id'])

    op.create_table('grouping_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('together', 'apart', name='rulekind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('withdrawn_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_grouping_rule_forum_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_grouping_rule_work_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grouping_rule'))
    )
    op.create_index('ix_grouping_rule_forum_id', 'grouping_rule', ['forum_id'])
    op.create_index('ix_grouping_rule_work_id', 'grouping_rule', ['work_id'])

    op.create_table('board',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('link_generation', sa.Integer(), nullable=False),
    sa.Column('is_live', sa.Boolean(), nullable=False),
    sa.Column('is_paused', sa.Boolean(), nullable=False),
    sa.Column('started_at', UTCDateTime(), nullable=True),
    sa.Column('extra_minutes', sa.Integer(), nullable=False),
    sa.Column('presenting_id', sa.Integer(), nullable=True),
    sa.Column('presenting_since', UTCDateTime(), nullable=True),
    sa.Column('is_by_theme', sa.Boolean(), nullable=False),
    sa.Column('talk_minutes', sa.Integer(), nullable=True),
    sa.Column('held', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('slide', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint('extra_minutes BETWEEN -1440 AND 1440', name=op.f('ck_board_extra_minutes')),
    sa.CheckConstraint('talk_minutes IS NULL OR talk_minutes BETWEEN 1 AND 1440', name=op.f('ck_board_talk_minutes')),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_board_forum_id')),
    sa.ForeignKeyConstraint(['presenting_id'], ['work_group.id'], name=op.f('fk_board_presenting_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_board_work_id')),
    sa.PrimaryKeyConstraint('work_id', name=op.f('pk_board'))
    )
    op.create_index('ix_board_forum_id', 'board', ['forum_id'])

    op.create_table('dropped_proposal',
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('dropped_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_dropped_proposal_theme_id')),
    sa.PrimaryKeyConstraint('theme_id', 'digest', name=op.f('pk_dropped_proposal'))
    )
    op.create_table('grouping_rule_person',
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_grouping_rule_person_registration_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['grouping_rule.id'], name=op.f('fk_grouping_rule_person_rule_id')),
    sa.PrimaryKeyConstraint('rule_id', 'registration_id', name=op.f('pk_grouping_rule_person'))
    )
    op.create_index('ix_grouping_rule_person_registration_id', 'grouping_rule_person', ['registration_id'])

    op.create_table('note_device',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['work_group.id'], name=op.f('fk_note_device_group_id')),
    sa.PrimaryKeyConstraint('group_id', 'key', name=op.f('pk_note_device'))
    )
    op.create_table('placement',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['work_group.id'], name=op.f('fk_placement_group_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_placement_registration_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_placement_work_id')),
    sa.PrimaryKeyConstraint('work_id', 'round', 'registration_id', name=op.f('pk_placement'))
    )
    op.create_index('ix_placement_group_id', 'placement', ['group_id'])
    op.create_index('ix_placement_registration', 'placement', ['registration_id'])

    op.create_table('published_placement',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['work_group.id'], name=op.f('fk_published_placement_group_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_published_placement_registration_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_published_placement_work_id')),
    sa.PrimaryKeyConstraint('work_id', 'round', 'registration_id', name=op.f('pk_published_placement'))
    )
    op.create_index('ix_published_placement_group_id', 'published_placement', ['group_id'])
    op.create_index('ix_published_placement_registration', 'published_placement', ['registration_id'])

    op.create_table('board_card',
    sa.Column('work_id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('note_version', sa.Integer(), nullable=False),
    sa.Column('is_highlighted', sa.Boolean(), nullable=False),
    sa.Column('shown_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_board_card_forum_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_board_card_note_id')),
    sa.ForeignKeyConstraint(['work_id'], ['group_work.id'], name=op.f('fk_board_card_work_id')),
    sa.PrimaryKeyConstraint('work_id', 'note_id', name=op.f('pk_board_card'))
    )
    op.create_index('ix_board_card_forum_id', 'board_card', ['forum_id'])

    op.create_table('summary_edition',
    sa.Column('bullet_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('forum_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('written_at', UTCDateTime(), nullable=False),
    sa.Column('written_by', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['bullet_id'], ['summary_bullet.id'], name=op.f('fk_summary_edition_bullet_id')),
    sa.ForeignKeyConstraint(['forum_id'], ['forum.id'], name=op.f('fk_summary_edition_forum_id')),
    sa.PrimaryKeyConstraint('bullet_id', 'version', name=op.f('pk_summary_edition'))
    )
    op.create_index('ix_summary_edition_forum_id', 'summary_edition', ['forum_id'])

    _add_columns()
    op.create_index('ix_note_group_changed', 'note', ['group_id', 'changed_in'])
    _constrain(is_wanted=True)
    _carry_over()


def downgrade() -> None:
    """Take back."""
    _carry_back()
    _constrain(is_wanted=False)
    op.drop_index('ix_note_group_changed', 'note')
    op.drop_column('work_group', 'written_at')
    op.drop_column('work_group', 'notes_version')
    op.drop_column('work_group', 'talks_at')
    op.drop_column('work_group', 'recorder_generation')
    op.drop_column('work_group', 'recorder_account_id')
    op.drop_column('work_group', 'recorder_email')
    op.drop_column('work_group', 'recorder')
    op.drop_column('work_group', 'home_id')
    op.drop_column('work_group', 'join_url')
    op.drop_column('work_group', 'online_room')
    op.drop_column('work_group', 'capacity')
    op.drop_column('work_group', 'mode')
    op.drop_column('summary_source', 'note_version')
    op.drop_column('summary_bullet', 'approved_by')
    op.drop_column('summary_bullet', 'approved_at')
    op.drop_column('summary_bullet', 'approved_version')
    op.drop_column('note', 'changed_in')
    op.drop_column('note', 'is_marked')
    op.drop_column('note', 'tag')
    op.drop_column('note', 'depth')
    op.drop_column('note', 'place')
    op.drop_column('group_work', 'talk_minutes')
    op.drop_column('group_work', 'work_minutes')
    op.drop_table('summary_edition')
    op.drop_table('board_card')
    op.drop_table('published_placement')
    op.drop_table('placement')
    op.drop_table('note_device')
    op.drop_table('grouping_rule_person')
    op.drop_table('dropped_proposal')
    op.drop_table('board')
    op.drop_table('grouping_rule')
    op.drop_table('arrangement_run')
    op.drop_table('arrangement_command')
    op.drop_table('arrangement')
