"""Measure what a participant waits for, each beside a bare Flask page in the same run and process.

Times are medians of one client without a network; ratios matter, absolute times drift with the machine.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from impactplan import create_app
from impactplan.access import Permission
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.exports.operations import write_pdf
from impactplan.exports.options import Options
from impactplan.models import User, db
from impactplan.workbook import operations
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing

PLAN = "digitaal-mee"
LATER = {
    "indicators": "step page: indicators, with lines",
    "feasibility": "step page: feasibility, computed",
    "results": "step page: results, grid and pictures",
    "ledger": "step page: ledger, two years",
    "roadmap": "step page: roadmap, chart and roles",
    "pitch": "step page: one page, from the plan",
}


@dataclass
class Row:
    name: str
    milliseconds: float
    note: str = ""


def measure(work: Callable[[], object], times: int) -> float:
    """Return the median time of a call in milliseconds, after a few calls to warm up."""
    for _warm in range(3):
        work()
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def bare_flask() -> Callable[[], object]:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Hello</title><h1>Hello</h1>", endpoint="hello")
    client = app.test_client()
    return lambda: client.get("/")


def sign_in(app: Flask, email: str) -> FlaskClient:
    with app.app_context():
        user = db.session.execute(select(User).where(User.email == email)).unique().scalar_one()
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = user.fs_uniquifier, True
        return client


def get(client: FlaskClient, address: str) -> Callable[[], object]:
    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return ask


def save(app: Flask, client: FlaskClient) -> Callable[[], object]:
    with app.app_context():
        version = load_state(PLAN).sheet("challenge").version("causes")
    numbers = itertools.count()
    seen = [version]

    def patch() -> None:
        number = next(numbers)
        answer = client.patch(
            f"/plans/{PLAN}/items/challenge/challenge/causes",
            json={"value": f"Oorzaak {number}"},
            headers={"If-Match": str(seen[0]), "Idempotency-Key": f"bench-{number}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        seen[0] = answer.get_json()["version"]

    return patch


def fill(app: Flask, rows: int) -> None:
    """Give the half-filled plan many stakeholders."""
    with app.app_context():
        owner = db.session.execute(select(User).where(User.email == "intervisie@demo.example")).unique().scalar_one()
        with writing("samen-lezen", Permission.EDIT, owner) as write:
            for number in range(rows):
                operations.create_item(write, "stakeholder", {"name": f"Groep {number}", "size": number})


def measure_pdf(app: Flask, folder: Path) -> Row:
    with app.app_context():
        pages = [write_pdf(PLAN, Options(), folder / "warm.pdf")]
        taken = measure(lambda: pages.append(write_pdf(PLAN, Options(), folder / "plan.pdf")), 3)
    return Row("PDF of the demo plan", taken, f"{pages[-1]} pages, {taken / pages[-1]:.0f} ms a page")


def measure_all(folder: Path) -> list[Row]:
    settings = {"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}
    app = create_app(Settings.from_environ(settings))
    app.config.update(WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        load_demo()
    fill(app, 490)
    client, peer = sign_in(app, "deelnemer@demo.example"), sign_in(app, "intervisie@demo.example")
    return [
        Row("bare Flask page", measure(bare_flask(), 300)),
        Row("home", measure(get(client, "/"), 60)),
        Row("step page: challenge, 11 fields", measure(get(client, f"/plans/{PLAN}/steps/challenge"), 60)),
        Row("step page: theory, 26 rows, diagram", measure(get(client, f"/plans/{PLAN}/steps/theory"), 30)),
        *(Row(name, measure(get(client, f"/plans/{PLAN}/steps/{step}"), 30)) for step, name in LATER.items()),
        Row("step page: 493 stakeholders", measure(get(peer, "/plans/samen-lezen/steps/stakeholders"), 15)),
        Row("save of one field", measure(save(app, client), 100), "with its log, kept on disk (FULL)"),
        Row("document, reading view", measure(get(client, f"/plans/{PLAN}/document"), 15)),
        measure_pdf(app, folder),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = measure_all(Path(folder))
    base = rows[0].milliseconds
    print(f"{'':<38}{'ms':>10}{'× bare Flask':>15}")
    for row in rows:
        print(f"{row.name:<38}{row.milliseconds:>10.2f}{row.milliseconds / base:>15.1f}  {row.note}".rstrip())


if __name__ == "__main__":
    main()
