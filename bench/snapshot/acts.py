"""What is done in the demo to see its mails and its documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench.snapshot.site import Snapshot
from impactplan.demo import PASSWORD
from impactplan.models import Outbox, db


class Print:
    """Stands in for ``weasyprint.HTML``: keeps the HTML and makes an empty file of it."""

    made: list[str] = []
    pages = ("one",)

    def __init__(self, string: str, **_options: Any) -> None:
        self.made.append(string)

    def render(self, **_options: Any) -> Print:
        return self

    def write_pdf(self, target: str, **_options: Any) -> None:
        Path(target).touch()


def write_mails(snapshot: Snapshot) -> None:
    """Do what sends mail, each thing once, and open the links in what came."""
    submit, plan, coordinator = snapshot.submit, "/plans/digitaal-mee", "coordinator"
    for path in ("/login/link", "/reset"):
        submit("visitor", path, path, email="deelnemer@demo.example")
    submit("deelnemer", f"{plan}/sharing", f"{plan}/sharing/invitations", email="new@demo.example", message="Hello")
    enrolment, meeting = db.metadata.tables["enrolment"], db.metadata.tables["meeting"]
    at = db.select(enrolment.c.round_id, enrolment.c.id).where(enrolment.c.plan_id == "digitaal-mee")
    round_id, place = snapshot.query(at.order_by(enrolment.c.user_id))[0]  # of the owner
    in_round = db.select(meeting.c.id).where(meeting.c.round_id == round_id).order_by(meeting.c.number)
    (meeting_id,) = snapshot.query(in_round)[-1]
    round_, person = f"/rounds/{round_id}", f"/rounds/{round_id}/people/{place}"
    submit("deelnemer", f"{round_}/meetings", f"{round_}/calendar")
    submit(coordinator, f"{round_}/people", f"{round_}/people", button="what=invite", email="new@demo.example")
    submit(coordinator, f"{round_}/staff", f"{round_}/staff", email="staff@demo.example", name="Staff")
    preview = submit(coordinator, f"{round_}/mails/new", f"{round_}/mails/new", subject="Subject", body="Some **text**")
    submit(coordinator, preview, f"{round_}/mails")
    page = f"{round_}/meetings/{meeting_id}"
    submit(coordinator, page, page, note="Another note", tell="y")
    submit(coordinator, page, f"{page}/cancel")
    submit(coordinator, f"{person}/hand-over", f"{person}/hand-over")
    snapshot.crawl(coordinator, [f"{round_}/mails", f"{round_}/people", f"{round_}/staff"])
    snapshot.crawl("deelnemer", [f"{round_}/meetings"])
    sent = snapshot.query(db.select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.id))
    links = [link for (mail,) in sent for link in re.findall(r"http://localhost(/\S+)", mail["text"])]
    snapshot.crawl("visitor", ["/dev/mail", *links])


def print_documents(snapshot: Snapshot) -> None:
    """Have each plan of the demo that somebody opens printed: as it is, and with all that can be added."""
    for account, plan in (("deelnemer", "digitaal-mee"), ("intervisie", "samen-lezen"), ("ander", "taal-aan-zee")):
        for more in ({}, {"empty": "1", "reflections": "1"}):
            Print.made.clear()
            page = f"/plans/{plan}"
            snapshot.submit(account, f"{page}/document", f"{page}/exports", **more)
            snapshot.add(f"document/{plan}", "".join(Print.made))
        snapshot.crawl(account, [f"{page}/document"])


def change_accounts(snapshot: Snapshot) -> None:
    """Do what is told of by mail, and ends what the account could do before."""
    submit, new = snapshot.submit, "Another-long-password-1"
    submit("ander", "/profile/email", "/profile/email", email="other@demo.example", password=PASSWORD)
    changed = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    submit("intervisie", "/profile/password", "/profile/password", **changed)
    submit("lezer", "/profile/delete", "/profile/delete", proof=PASSWORD)
