"""Find emails by address and kind: SQLite, without figures of its tables, went through all of a kind

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-30 15:50:00.000000
"""

from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f('ix_outbox_email_kind_failed_at'), 'outbox', ['email', 'kind', 'failed_at'], unique=False)
    op.drop_index(op.f('ix_outbox_email_failed_at'), table_name='outbox')


def downgrade():
    op.create_index(op.f('ix_outbox_email_failed_at'), 'outbox', ['email', 'failed_at'], unique=False)
    op.drop_index(op.f('ix_outbox_email_kind_failed_at'), table_name='outbox')
