"""Find emails by what they went out with and kind: where two indexes seemed equal, SQLite went through all of a kind

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-30 16:50:00.000000
"""

from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f('ix_outbox_part_of_kind_failed_at'), 'outbox', ['part_of', 'kind', 'failed_at'], unique=False)
    op.drop_index(op.f('ix_outbox_part_of_failed_at'), table_name='outbox')


def downgrade():
    op.create_index(op.f('ix_outbox_part_of_failed_at'), 'outbox', ['part_of', 'failed_at'], unique=False)
    op.drop_index(op.f('ix_outbox_part_of_kind_failed_at'), table_name='outbox')
