"""Tables, one concept a file. Importing the package maps them all."""

from __future__ import annotations

from impactplan.models.base import Base, db, new_id, now, upsert
from impactplan.models.challenge import Challenge
from impactplan.models.course import Enrolment, PeerGroup, Round, RoundStaff
from impactplan.models.fields import Field
from impactplan.models.item import KINDS, Kind, PlanItem, PlanReference
from impactplan.models.outbox import Export, Outbox
from impactplan.models.plan import Invitation, Membership, Plan, PlanStep, Receipt
from impactplan.models.purpose import Audience, Purpose
from impactplan.models.revision import Revision
from impactplan.models.set_aside import SetAside
from impactplan.models.solutions import Activity, Input, Output
from impactplan.models.stakeholder import Stakeholder
from impactplan.models.theory import CausalLink, Impact, Narrative, Outcome, Precondition
from impactplan.models.user import ROLES, Role, User, WebAuthn

__all__ = [
    "KINDS",
    "ROLES",
    "Activity",
    "Audience",
    "Base",
    "CausalLink",
    "Challenge",
    "Enrolment",
    "Export",
    "Field",
    "Impact",
    "Input",
    "Invitation",
    "Kind",
    "Membership",
    "Narrative",
    "Outbox",
    "Outcome",
    "Output",
    "PeerGroup",
    "Plan",
    "PlanItem",
    "PlanReference",
    "PlanStep",
    "Precondition",
    "Purpose",
    "Receipt",
    "Revision",
    "Role",
    "Round",
    "RoundStaff",
    "SetAside",
    "Stakeholder",
    "User",
    "WebAuthn",
    "db",
    "new_id",
    "now",
    "upsert",
]
