"""Tables, one concept a file. Importing the package maps them all."""

from __future__ import annotations

from impactplan.models.action import Action
from impactplan.models.base import Base, db, insert_new, is_id, new_id, now, upsert
from impactplan.models.challenge import Challenge
from impactplan.models.cleaning import delete_in_batches
from impactplan.models.collection import Collection
from impactplan.models.condition import Condition
from impactplan.models.contribution import Contribution
from impactplan.models.course import (
    CalendarLink,
    Course,
    CourseContact,
    CourseModule,
    Meeting,
    Round,
    RoundMail,
    SpringQuestion,
)
from impactplan.models.culture import Culture
from impactplan.models.decision import Decision
from impactplan.models.derivation import Derivation
from impactplan.models.digest import Digest, DigestFrequency, MeetingReminder, ToldNews
from impactplan.models.document_choice import DocumentChoice
from impactplan.models.feasibility import Capacity, Feasibility
from impactplan.models.feedback import (
    FeedbackEvent,
    FeedbackRequest,
    FeedbackRequestStep,
    Remark,
    Review,
    ReviewStep,
    Thread,
    ThreadReader,
)
from impactplan.models.fields import Field, Fold
from impactplan.models.form_receipt import FormReceipt
from impactplan.models.indicator import Indicator
from impactplan.models.insight import Insight
from impactplan.models.item import KINDS, Kind, PlanItem, PlanReference
from impactplan.models.ledger import LedgerLine
from impactplan.models.outbox import Export, Outbox, Worker
from impactplan.models.peers import PeerAnswer, PeerQuestion
from impactplan.models.people import Enrolment, PeerGroup, RoundStaff
from impactplan.models.pitch import Pitch
from impactplan.models.plan import Invitation, Membership, Plan, PlanStep, Receipt
from impactplan.models.purpose import Audience, Purpose
from impactplan.models.reflection import Reflection
from impactplan.models.report import NegativeEffect, Report
from impactplan.models.results import Measurement
from impactplan.models.revision import Revision
from impactplan.models.rhythm import Rhythm
from impactplan.models.set_aside import SetAside
from impactplan.models.snapshot import Snapshot
from impactplan.models.snippet import SNIPPET_LIMIT, RemarkSnippet
from impactplan.models.solutions import Activity, Input, Output
from impactplan.models.source import Source
from impactplan.models.stakeholder import Stakeholder
from impactplan.models.support import Supporter
from impactplan.models.tables import (
    enrolment_table,
    export_table,
    form_receipt_table,
    invitation_table,
    item_table,
    membership_table,
    outbox_table,
    plan_table,
    receipt_table,
    reference_table,
    round_staff_table,
    step_table,
    user_table,
    worker_table,
)
from impactplan.models.task import Task
from impactplan.models.theory import BOX_KINDS, CausalLink, Impact, Narrative, Outcome, Precondition
from impactplan.models.unsent import Draft, DraftReader, PrivateNote
from impactplan.models.user import ROLES, Role, User, WebAuthn, name_or_local_part
from impactplan.models.user_session import UserSession
from impactplan.models.valuation import SocialReturn, Valuation

__all__ = [
    "BOX_KINDS",
    "KINDS",
    "ROLES",
    "SNIPPET_LIMIT",
    "Action",
    "Activity",
    "Audience",
    "Base",
    "CalendarLink",
    "Capacity",
    "CausalLink",
    "Challenge",
    "Collection",
    "Condition",
    "Contribution",
    "Course",
    "CourseContact",
    "CourseModule",
    "Culture",
    "Decision",
    "Derivation",
    "Digest",
    "DigestFrequency",
    "DocumentChoice",
    "Draft",
    "DraftReader",
    "Enrolment",
    "Export",
    "Feasibility",
    "FeedbackEvent",
    "FeedbackRequest",
    "FeedbackRequestStep",
    "Field",
    "Fold",
    "FormReceipt",
    "Impact",
    "Indicator",
    "Input",
    "Insight",
    "Invitation",
    "Kind",
    "LedgerLine",
    "Measurement",
    "Meeting",
    "MeetingReminder",
    "Membership",
    "Narrative",
    "NegativeEffect",
    "Outbox",
    "Outcome",
    "Output",
    "PeerAnswer",
    "PeerGroup",
    "PeerQuestion",
    "Pitch",
    "Plan",
    "PlanItem",
    "PlanReference",
    "PlanStep",
    "Precondition",
    "PrivateNote",
    "Purpose",
    "Receipt",
    "Reflection",
    "Remark",
    "RemarkSnippet",
    "Report",
    "Review",
    "ReviewStep",
    "Revision",
    "Rhythm",
    "Role",
    "Round",
    "RoundMail",
    "RoundStaff",
    "SetAside",
    "Snapshot",
    "SocialReturn",
    "Source",
    "SpringQuestion",
    "Stakeholder",
    "Supporter",
    "Task",
    "Thread",
    "ThreadReader",
    "ToldNews",
    "User",
    "UserSession",
    "Valuation",
    "WebAuthn",
    "Worker",
    "db",
    "delete_in_batches",
    "enrolment_table",
    "export_table",
    "form_receipt_table",
    "insert_new",
    "invitation_table",
    "is_id",
    "item_table",
    "membership_table",
    "name_or_local_part",
    "new_id",
    "now",
    "outbox_table",
    "plan_table",
    "receipt_table",
    "reference_table",
    "round_staff_table",
    "step_table",
    "upsert",
    "user_table",
    "worker_table",
]
