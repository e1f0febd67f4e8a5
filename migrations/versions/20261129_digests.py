"""How often somebody gets a digest, what they were told, and reminders before meetings

Who wants no mails about feedback gets neither digests nor reminders.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-29 17:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('user', sa.Column('digest', sa.String(length=10), nullable=False, server_default='daily'))
    op.add_column('user', sa.Column('meeting_mail', sa.Boolean(), nullable=False, server_default=sa.true()))
    # SQLite adds a column only with a constant default; from this upgrade on there is something to tell.
    op.add_column(
        'user',
        sa.Column('told_until', sa.DateTime(timezone=True), nullable=False, server_default='2026-11-29 00:00:00'),
    )
    user = sa.table('user', sa.column('feedback_mail', sa.Boolean()), sa.column('digest', sa.String()),
                    sa.column('meeting_mail', sa.Boolean()), sa.column('told_until', sa.DateTime(timezone=True)))
    op.execute(user.update().values(told_until=sa.func.current_timestamp()))
    op.execute(user.update().where(user.c.feedback_mail.is_(False)).values(digest='off', meeting_mail=False))
    op.create_table(
        'digest',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_digest_user_id_user'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'day', name=op.f('pk_digest')),
    )
    op.create_index(op.f('ix_digest_created_at'), 'digest', ['created_at'])
    op.create_table(
        'told_news',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=80), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_told_news_user_id_user'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('user_id', 'subject', name=op.f('pk_told_news')),
    )
    op.create_index(op.f('ix_told_news_told_at'), 'told_news', ['told_at'])
    op.create_table(
        'meeting_reminder',
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.String(length=16), nullable=False),
        sa.Column('tried_on', sa.Date(), nullable=False),
        sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_reminder_meeting_id_meeting'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['user_id'], ['user.id'], name=op.f('fk_meeting_reminder_user_id_user'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('user_id', 'meeting_id', name=op.f('pk_meeting_reminder')),
    )
    op.create_index(op.f('ix_meeting_reminder_meeting_id'), 'meeting_reminder', ['meeting_id'])


def downgrade():
    op.drop_table('meeting_reminder')
    op.drop_table('told_news')
    op.drop_table('digest')
    op.drop_column('user', 'told_until')
    op.drop_column('user', 'meeting_mail')
    op.drop_column('user', 'digest')
