"""Reflections

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22 12:05:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('reflection',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('plan_id', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('module', sa.Integer(), nullable=False),
    sa.Column('learned', sa.Text(), nullable=True),
    sa.Column('changes', sa.Text(), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('visibility', sa.String(length=20), nullable=False),
    sa.Column('versions', sa.JSON(), nullable=False),
    sa.Column('keys', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_reflection_plan_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reflection_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection')),
    sa.UniqueConstraint('plan_id', 'user_id', 'module', name=op.f('uq_reflection_plan_id_user_id_module'))
    )
    op.create_index(op.f('ix_reflection_user_id'), 'reflection', ['user_id'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_reflection_user_id'), table_name='reflection')
    op.drop_table('reflection')
