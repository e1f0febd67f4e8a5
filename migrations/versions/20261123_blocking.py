"""How many issues block a step

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-23 12:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('plan_step', sa.Column('blocking', sa.Integer(), server_default='0', nullable=False))
    # What else blocks than what is missing is counted right after, by `impactplan db upgrade`.
    op.execute('UPDATE plan_step SET blocking = missing')


def downgrade():
    op.drop_column('plan_step', 'blocking')
