"""Whether somebody gets mails about feedback, and when they were reminded of what is unsent

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-28 23:30:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('user', sa.Column('feedback_mail', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('feedback_draft', sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column('feedback_draft', 'reminded_at')
    op.drop_column('user', 'feedback_mail')
