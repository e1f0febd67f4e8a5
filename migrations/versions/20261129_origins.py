"""What made a batch of edits, where nobody did them one by one

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-29 16:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('revision', sa.Column('origin', sa.String(length=10), nullable=True))


def downgrade():
    op.drop_column('revision', 'origin')
