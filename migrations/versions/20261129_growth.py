"""By what emails, roles and invitations are found, and with which rules derived columns were computed

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-29 12:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('outbox', sa.Column('email', sa.String(length=255), nullable=True))
    op.add_column('outbox', sa.Column('part_of', sa.String(length=64), nullable=True))
    outbox = sa.table('outbox', *map(sa.column, ('email', 'part_of')), sa.column('payload', sa.JSON))
    to, email, part_of = (outbox.c.payload[name].as_string() for name in ('to', 'email', 'part_of'))
    # PostgreSQL reads nothing out of JSON with a zero byte; such an address gets no email.
    readable = sa.cast(outbox.c.payload, sa.Text).not_like('%\\\\u0000%')
    found = {'email': sa.func.substr(sa.func.coalesce(to, email), 1, 255), 'part_of': part_of}
    op.execute(outbox.update().values(found).where(readable))
    op.create_index(op.f('ix_outbox_email_failed_at'), 'outbox', ['email', 'failed_at'], unique=False)
    op.create_index(op.f('ix_outbox_part_of_failed_at'), 'outbox', ['part_of', 'failed_at'], unique=False)
    op.create_index(op.f('ix_roles_users_user_id'), 'roles_users', ['user_id'], unique=False)
    op.create_index(op.f('ix_webauthn_user_id'), 'webauthn', ['user_id'], unique=False)
    op.create_index(op.f('ix_invitation_email'), 'invitation', ['email'], unique=False)
    op.create_index(op.f('ix_draft_reader_writer_id'), 'draft_reader', ['writer_id'], unique=False)
    op.create_table('derivation',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_derivation'))
    )


def downgrade():
    op.drop_table('derivation')
    op.drop_index(op.f('ix_draft_reader_writer_id'), table_name='draft_reader')
    op.drop_index(op.f('ix_invitation_email'), table_name='invitation')
    op.drop_index(op.f('ix_webauthn_user_id'), table_name='webauthn')
    op.drop_index(op.f('ix_roles_users_user_id'), table_name='roles_users')
    op.drop_index(op.f('ix_outbox_part_of_failed_at'), table_name='outbox')
    op.drop_index(op.f('ix_outbox_email_failed_at'), table_name='outbox')
    op.drop_column('outbox', 'part_of')
    op.drop_column('outbox', 'email')
