"""Moments of a plan that were given a name

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-29 16:15:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'plan_snapshot',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('plan_id', sa.String(length=16), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('made_by', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(['made_by'], ['user.id'], name=op.f('fk_plan_snapshot_made_by'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_snapshot_plan_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_snapshot')),
        sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_plan_snapshot_plan_id_key')),
    )
    op.create_index(op.f('ix_plan_snapshot_made_by'), 'plan_snapshot', ['made_by'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_plan_snapshot_made_by'), table_name='plan_snapshot')
    op.drop_table('plan_snapshot')
