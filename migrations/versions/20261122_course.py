"""The course, its rounds and their people

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22 14:29:09.471261
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

REMADE = ('enrolment', 'peer_group', 'round_staff', 'round')
"""Tables that were hardly more than links, in the order in which they can be dropped."""


def take_rows():
    """Return the rows of the tables that are made anew, without those that stand twice in a round."""
    connection = op.get_bind()
    kept = {name: [dict(row._mapping) for row in connection.execute(sa.text(f'SELECT * FROM {name}'))] for name in REMADE}
    once = {(row['round_id'], row['user_id']): row for row in kept['enrolment']}
    return {**kept, 'enrolment': list(once.values())}


def put_back(kept):
    """Put the rows into their new tables, in a course of their own."""
    if not kept['round']:
        return
    moment = datetime.now(UTC)
    meta = sa.MetaData()
    tables = {name: sa.Table(name, meta, autoload_with=op.get_bind()) for name in ('course', *reversed(REMADE))}
    # On SQLite a reflected moment is a naive one.
    moment = moment.replace(tzinfo=None) if op.get_bind().dialect.name == 'sqlite' else moment
    op.bulk_insert(tables['course'], [{'id': 'course', 'title': 'Impactmanagement', 'rules': {}, 'created_at': moment}])
    place = {'name': '', 'organisation': '', 'accepted_at': moment, 'created_at': moment}
    made = {
        'round': {'course_id': 'course', 'note': '', 'keep_months': 24, 'keep_dropped_months': 6, 'hold_reason': '', 'created_at': moment},
        'round_staff': {**place, 'contact': ''},
        'peer_group': {'position': 0},
        'enrolment': {**place, 'together': False, 'account_too': False},
    }
    for name, more in made.items():
        rows = [{**row, **more} for row in kept[name]]
        for number, row in enumerate(rows):
            row.pop('starts_on', None)
            if name == 'round_staff':
                row['id'] = f'staff{number}'
        if rows:
            op.bulk_insert(tables[name], rows)
    op.execute('UPDATE enrolment SET organisation = (SELECT organisation FROM "user" WHERE id = enrolment.user_id)')


def keep_names_of_locked_lines():
    """Copy into locked ledger lines what their outcome is called today, as locking does from now on."""
    op.add_column('ledger_line', sa.Column('outcome_name', sa.String(length=1000), nullable=True))
    op.add_column('ledger_line', sa.Column('unwanted', sa.Boolean(), nullable=True))
    outcome = 'FROM outcome WHERE outcome.id = ledger_line.outcome AND outcome.plan_id = ledger_line.plan_id'
    op.execute(f"""
        UPDATE ledger_line SET
            outcome_name = (SELECT statement {outcome}),
            unwanted = (SELECT CASE WHEN direction = 'negative' THEN TRUE END {outcome})
        WHERE locked_on IS NOT NULL
    """)


def upgrade():
    kept = take_rows()
    for name in REMADE:
        op.drop_table(name)
    op.create_table('course',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    op.create_table('course_contact',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('course_id', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('about', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_contact_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_contact'))
    )
    op.create_index(op.f('ix_course_contact_course_id'), 'course_contact', ['course_id'], unique=False)
    op.create_table('course_module',
    sa.Column('course_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('assignment_nl', sa.Text(), nullable=False),
    sa.Column('assignment_en', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_module_course_id')),
    sa.PrimaryKeyConstraint('course_id', 'number', name=op.f('pk_course_module'))
    )
    op.create_table('round',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('course_id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('keep_months', sa.Integer(), nullable=False),
    sa.Column('keep_dropped_months', sa.Integer(), nullable=False),
    sa.Column('hold_reason', sa.String(length=500), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_round_course_id')),
    sa.ForeignKeyConstraint(['held_by'], ['user.id'], name=op.f('fk_round_held_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round'))
    )
    op.create_index(op.f('ix_round_course_id'), 'round', ['course_id'], unique=False)
    op.create_index(op.f('ix_round_held_by'), 'round', ['held_by'], unique=False)
    op.create_table('spring_question',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('plan_id', sa.String(length=16), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['user.id'], name=op.f('fk_spring_question_answered_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_spring_question_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spring_question')),
    sa.UniqueConstraint('plan_id', 'year', name=op.f('uq_spring_question_plan_id_year'))
    )
    op.create_index(op.f('ix_spring_question_answered_by'), 'spring_question', ['answered_by'], unique=False)
    op.create_index(op.f('ix_spring_question_asked_at'), 'spring_question', ['asked_at'], unique=False)
    op.create_table('calendar_link',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_calendar_link_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_calendar_link_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_link')),
    sa.UniqueConstraint('round_id', 'user_id', name=op.f('uq_calendar_link_round_id_user_id'))
    )
    op.create_index(op.f('ix_calendar_link_round_id'), 'calendar_link', ['round_id'], unique=False)
    op.create_index(op.f('ix_calendar_link_user_id'), 'calendar_link', ['user_id'], unique=False)
    op.create_table('meeting',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('module', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('starts', sa.Time(), nullable=True),
    sa.Column('ends', sa.Time(), nullable=True),
    sa.Column('online', sa.Boolean(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('link', sa.String(length=500), nullable=False),
    sa.Column('webinar', sa.String(length=200), nullable=False),
    sa.Column('guest', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_meeting_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_meeting_round_id_number'))
    )
    op.create_index(op.f('ix_meeting_round_id'), 'meeting', ['round_id'], unique=False)
    op.create_table('peer_group',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_peer_group_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peer_group'))
    )
    op.create_index(op.f('ix_peer_group_round_id'), 'peer_group', ['round_id'], unique=False)
    op.create_table('round_staff',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_staff_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_round_staff_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_staff')),
    sa.UniqueConstraint('round_id', 'email', 'role', name=op.f('uq_round_staff_round_id_email_role')),
    sa.UniqueConstraint('round_id', 'user_id', 'role', name=op.f('uq_round_staff_round_id_user_id_role')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_round_staff_token_hash'))
    )
    op.create_index(op.f('ix_round_staff_email'), 'round_staff', ['email'], unique=False)
    op.create_index(op.f('ix_round_staff_round_id'), 'round_staff', ['round_id'], unique=False)
    op.create_index(op.f('ix_round_staff_user_id'), 'round_staff', ['user_id'], unique=False)
    op.create_table('enrolment',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('group_id', sa.String(length=16), nullable=True),
    sa.Column('plan_id', sa.String(length=16), nullable=True),
    sa.Column('together', sa.Boolean(), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delete_after', sa.Date(), nullable=True),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_too', sa.Boolean(), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['peer_group.id'], name=op.f('fk_enrolment_group_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_enrolment_plan_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_enrolment_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_enrolment_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('round_id', 'email', name=op.f('uq_enrolment_round_id_email')),
    sa.UniqueConstraint('round_id', 'user_id', name=op.f('uq_enrolment_round_id_user_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_enrolment_token_hash'))
    )
    op.create_index(op.f('ix_enrolment_email'), 'enrolment', ['email'], unique=False)
    op.create_index(op.f('ix_enrolment_group_id'), 'enrolment', ['group_id'], unique=False)
    op.create_index(op.f('ix_enrolment_plan_id'), 'enrolment', ['plan_id'], unique=False)
    op.create_index(op.f('ix_enrolment_round_id'), 'enrolment', ['round_id'], unique=False)
    op.create_index(op.f('ix_enrolment_user_id'), 'enrolment', ['user_id'], unique=False)
    op.create_table('round_mail',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('group_id', sa.String(length=16), nullable=True),
    sa.Column('to', sa.String(length=200), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('sent_by', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['peer_group.id'], name=op.f('fk_round_mail_group_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_mail_round_id')),
    sa.ForeignKeyConstraint(['sent_by'], ['user.id'], name=op.f('fk_round_mail_sent_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_mail'))
    )
    op.create_index(op.f('ix_round_mail_group_id'), 'round_mail', ['group_id'], unique=False)
    op.create_index(op.f('ix_round_mail_round_id'), 'round_mail', ['round_id'], unique=False)
    op.create_index(op.f('ix_round_mail_sent_by'), 'round_mail', ['sent_by'], unique=False)
    op.add_column('user', sa.Column('asked_in_spring', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('user', sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True))
    put_back(kept)
    keep_names_of_locked_lines()


def downgrade():
    raise NotImplementedError('rounds cannot go back to being links only')
