"""For lawful collecting: the exception, the informing and who else handles the data

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-30 02:43:50.509405
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('collection', sa.Column('special_exception', sa.String(length=40), nullable=True))
    op.add_column('collection', sa.Column('informed', sa.Boolean(), nullable=True))
    op.add_column('collection', sa.Column('handled_by', sa.String(length=40), nullable=True))


def downgrade():
    op.drop_column('collection', 'handled_by')
    op.drop_column('collection', 'informed')
    op.drop_column('collection', 'special_exception')
