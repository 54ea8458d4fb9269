"""feedback: the answers that wait are counted without reading any."""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_feedback_answer_forum_id_is_shown', 'feedback_answer', ['forum_id', 'is_shown'])


def downgrade():
    op.drop_index('ix_feedback_answer_forum_id_is_shown', table_name='feedback_answer')
