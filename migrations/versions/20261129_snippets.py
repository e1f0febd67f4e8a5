"""The remarks that a trainer keeps to use again

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-29 17:40:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'remark_snippet',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('used', sa.Integer(), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_remark_snippet_user_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_remark_snippet')),
        sa.UniqueConstraint('user_id', 'key', name=op.f('uq_remark_snippet_user_id_key')),
    )


def downgrade():
    op.drop_table('remark_snippet')
