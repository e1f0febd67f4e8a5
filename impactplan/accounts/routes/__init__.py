"""Views of accounts, one file for each thing that a person comes to do. Importing this package binds all views to the
blueprint."""

from __future__ import annotations

from impactplan.accounts.blueprint import blueprint
from impactplan.accounts.routes import invitations, own_sessions, profile, sharing, sign_in  # noqa: F401  # bind views

__all__ = ["blueprint"]
