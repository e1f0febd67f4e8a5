"""The tables themselves, for statements that name columns rather than attributes."""

from __future__ import annotations

from impactplan.models.base import table_of
from impactplan.models.form_receipt import FormReceipt
from impactplan.models.item import PlanItem, PlanReference
from impactplan.models.outbox import Export, Outbox, Worker
from impactplan.models.people import Enrolment, RoundStaff
from impactplan.models.plan import Invitation, Membership, Plan, PlanStep, Receipt
from impactplan.models.revision import Revision
from impactplan.models.user import User

enrolment_table = table_of(Enrolment)
export_table = table_of(Export)
form_receipt_table = table_of(FormReceipt)
invitation_table = table_of(Invitation)
item_table = table_of(PlanItem)
membership_table = table_of(Membership)
outbox_table = table_of(Outbox)
plan_table = table_of(Plan)
receipt_table = table_of(Receipt)
reference_table = table_of(PlanReference)
revision_table = table_of(Revision)
round_staff_table = table_of(RoundStaff)
step_table = table_of(PlanStep)
user_table = table_of(User)
worker_table = table_of(Worker)
