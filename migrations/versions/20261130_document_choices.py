"""Keep what authors want in ready documents

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-30 03:10:47.297197
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('document_choice',
    sa.Column('plan_id', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_document_choice_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', 'key', name=op.f('pk_document_choice'))
    )


def downgrade():
    op.drop_table('document_choice')
