"""Which workers live and what each has taken, and who wrote a mail

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-29 12:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'worker',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('beats', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_worker')),
    )
    with op.batch_alter_table('outbox') as batch:  # SQLite adds no foreign key to a table that exists
        batch.add_column(sa.Column('worker_id', sa.String(length=16), nullable=True))
        batch.add_column(sa.Column('written_by', sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f('fk_outbox_written_by'), 'user', ['written_by'], ['id'], ondelete='SET NULL'
        )
    op.create_index(op.f('ix_outbox_written_by'), 'outbox', ['written_by'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_outbox_written_by'), table_name='outbox')
    with op.batch_alter_table('outbox') as batch:
        batch.drop_column('written_by')
        batch.drop_column('worker_id')
    op.drop_table('worker')
