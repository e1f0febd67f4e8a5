"""Take out the rows in which nobody ever typed: a button made them, before a first value did

Each goes as a row that is deleted goes: it stays in its table and in the log, and can be restored. What another row
refers to, or somebody spoke of, stays; so does a row that was filled in once and emptied again.

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-30 14:20:00.000000
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

CHANGES_COUNTS = True
SHEETS = ('narrative', 'purpose', 'challenge', 'feasibility', 'pitch', 'social_return')
LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
AT_ONCE = 500

plan = sa.table('plan', sa.column('id'), sa.column('seq'))
item = sa.table(
    'plan_item',
    *map(sa.column, ('id', 'plan_id', 'kind', 'position', 'filled', 'later_filled')),
    sa.column('field_versions', sa.JSON()),
    sa.column('deleted_at', sa.DateTime(timezone=True)),
)
log = sa.table(
    'revision',
    *map(sa.column, ('plan_id', 'seq', 'batch', 'action', 'item_id', 'kind', 'origin')),
    sa.column('after', sa.JSON()),
    sa.column('at', sa.DateTime(timezone=True)),
)


def find_named(connection):
    """Return the ids of what is referred to: by a row, a thread or a question to peers."""
    found, inspector = set(), sa.inspect(connection)
    for name in inspector.get_table_names():
        for key in inspector.get_foreign_keys(name):
            own = [column for column in key['constrained_columns'] if column != 'plan_id']
            if len(own) != 1 or len(key['constrained_columns']) != 2 or own == ['id']:
                continue
            if (name, own[0]) != ('plan_reference', 'item_id'):  # which says whose reference it is
                found |= set(connection.execute(sa.select(sa.table(name, sa.column(own[0])).c[own[0]])).scalars())
    return found


def find_blank(connection):
    blank = sa.select(item.c.id, item.c.plan_id, item.c.kind).where(
        item.c.deleted_at.is_(None),
        item.c.kind.not_in(SHEETS),
        item.c.filled == 0,
        item.c.later_filled == 0,
        sa.cast(item.c.field_versions, sa.Text()) == '{}',
    )
    named = find_named(connection)
    by_plan = {}
    for row in connection.execute(blank.order_by(item.c.plan_id, item.c.kind, item.c.position)):
        if row.id not in named:
            by_plan.setdefault(row.plan_id, []).append(row)
    return by_plan


def take_out(connection, plan_id, rows, moment):
    connection.execute(plan.update().where(plan.c.id == plan_id).values(seq=plan.c.seq + 1))
    seq = connection.scalar(sa.select(plan.c.seq).where(plan.c.id == plan_id))
    batch = ''.join(secrets.choice(LETTERS) for _place in range(12))
    for start in range(0, len(rows), AT_ONCE):
        ids = [row.id for row in rows[start : start + AT_ONCE]]
        connection.execute(item.update().where(item.c.id.in_(ids)).values(deleted_at=moment))
    same = {'plan_id': plan_id, 'seq': seq, 'batch': batch, 'action': 'delete', 'origin': 'blank', 'at': moment}
    op.bulk_insert(log, [{**same, 'item_id': row.id, 'kind': row.kind, 'after': {'v': None}} for row in rows])


def upgrade():
    connection, moment = op.get_bind(), datetime.now(UTC)
    by_plan = find_blank(connection)
    for plan_id, rows in by_plan.items():
        take_out(connection, plan_id, rows, moment)
    if by_plan:
        op.execute("DELETE FROM derivation WHERE key = 'items'")


def downgrade():
    """What was taken out can be restored by its authors."""
