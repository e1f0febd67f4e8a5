"""The peer round: questions to a group, and its answers

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-29 15:54:15.084857
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('peer_question',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('plan_id', sa.String(length=16), nullable=False),
    sa.Column('group_id', sa.String(length=16), nullable=True),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('takeaway', sa.Text(), nullable=False),
    sa.Column('item_id', sa.String(length=16), nullable=True),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_peer_question_asked_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['closed_by'], ['user.id'], name=op.f('fk_peer_question_closed_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['peer_group.id'], name=op.f('fk_peer_question_group_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['item_id', 'plan_id'], ['plan_item.id', 'plan_item.plan_id'], name=op.f('fk_peer_question_item_id_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_peer_question_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peer_question')),
    sa.UniqueConstraint('id', 'plan_id', name=op.f('uq_peer_question_id_plan_id')),
    sa.UniqueConstraint('plan_id', 'asked_by', 'key', name=op.f('uq_peer_question_plan_id_asked_by_key'))
    )
    op.create_index(op.f('ix_peer_question_asked_by'), 'peer_question', ['asked_by'], unique=False)
    op.create_index(op.f('ix_peer_question_closed_by'), 'peer_question', ['closed_by'], unique=False)
    op.create_index(op.f('ix_peer_question_group_id'), 'peer_question', ['group_id'], unique=False)
    op.create_index(op.f('ix_peer_question_item_id'), 'peer_question', ['item_id'], unique=False)
    op.create_index(op.f('ix_peer_question_plan_id_closed_at'), 'peer_question', ['plan_id', 'closed_at'], unique=False)
    op.create_table('peer_answer',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('question_id', sa.String(length=16), nullable=False),
    sa.Column('plan_id', sa.String(length=16), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('strong', sa.Text(), nullable=False),
    sa.Column('unseen', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Text(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mark', sa.String(length=10), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_peer_answer_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_peer_answer_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id', 'plan_id'], ['peer_question.id', 'peer_question.plan_id'], name=op.f('fk_peer_answer_question_id_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peer_answer')),
    sa.UniqueConstraint('question_id', 'author_id', name=op.f('uq_peer_answer_question_id_author_id'))
    )
    op.create_index(op.f('ix_peer_answer_author_id'), 'peer_answer', ['author_id'], unique=False)
    op.create_index(op.f('ix_peer_answer_plan_id'), 'peer_answer', ['plan_id'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_peer_answer_plan_id'), table_name='peer_answer')
    op.drop_index(op.f('ix_peer_answer_author_id'), table_name='peer_answer')
    op.drop_table('peer_answer')
    op.drop_index(op.f('ix_peer_question_plan_id_closed_at'), table_name='peer_question')
    op.drop_index(op.f('ix_peer_question_item_id'), table_name='peer_question')
    op.drop_index(op.f('ix_peer_question_group_id'), table_name='peer_question')
    op.drop_index(op.f('ix_peer_question_closed_by'), table_name='peer_question')
    op.drop_index(op.f('ix_peer_question_asked_by'), table_name='peer_question')
    op.drop_table('peer_question')
