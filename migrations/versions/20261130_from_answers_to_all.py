"""From those who answered to all, and the outcome that a negative effect is of

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-30 03:10:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

COUNTS = ('answered', 'changed', 'applied_to', 'dropped_out')


def upgrade():
    for name in COUNTS:
        op.add_column('contribution', sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table('negative_effect') as batch:  # SQLite adds no foreign key to a table that exists
        batch.add_column(sa.Column('outcome', sa.String(length=16), nullable=True))
        batch.create_foreign_key(
            op.f('fk_negative_effect_outcome_plan_id'), 'outcome', ['outcome', 'plan_id'], ['id', 'plan_id']
        )
    op.create_index('ix_negative_effect_outcome', 'negative_effect', ['outcome'], unique=False)


def downgrade():
    op.drop_index('ix_negative_effect_outcome', table_name='negative_effect')
    with op.batch_alter_table('negative_effect') as batch:
        batch.drop_constraint(op.f('fk_negative_effect_outcome_plan_id'), type_='foreignkey')
        batch.drop_column('outcome')
    for name in reversed(COUNTS):
        op.drop_column('contribution', name)
