"""feedback: answers that changed after they were shown, and rows that are written anew no more."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('feedback_given', sa.Column('is_settled', sa.Boolean(), nullable=True))
    op.add_column('feedback_answer', sa.Column('is_settled', sa.Boolean(), nullable=True))
    op.add_column('feedback_answer', sa.Column('amended', sa.LargeBinary(), nullable=True))


def downgrade():
    op.drop_column('feedback_answer', 'amended')
    op.drop_column('feedback_answer', 'is_settled')
    op.drop_column('feedback_given', 'is_settled')
