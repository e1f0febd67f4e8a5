"""Measure what people wait for, each beside a bare Flask page in the same run and process.

Times are medians of one client without a network; ratios matter, absolute times drift with the machine.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from bench.theories import fill_theory
from impactplan import create_app
from impactplan.access import Permission
from impactplan.accounts.sessions import TOKEN, store_session
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.diagram.keeping import forget_all
from impactplan.exports.formats import default_format
from impactplan.exports.operations import write_plan
from impactplan.exports.options import Options
from impactplan.extensions import PerApp
from impactplan.home.last_time import LAST_TIMES
from impactplan.lib.recent import Recent
from impactplan.models import Enrolment, Plan, Remark, Round, RoundStaff, Thread, User, db, new_id, now
from impactplan.site.kept_pages import PAGES
from impactplan.site.pieces import PIECES
from impactplan.workbook import operations
from impactplan.workbook.opening import OPENINGS
from impactplan.workbook.plans import create_plan
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.desk.support import fill_desk

PLAN = "digitaal-mee"
FULL_ROUND = "full-round"
PARTICIPANTS = 200
PASTED = 500
TALKED_ABOUT, THREADS = "collection", 20
"""The step on which there is feedback, and how many threads of it."""
KEPT: tuple[PerApp[Recent[Any, Any]], ...] = (PAGES, PIECES, OPENINGS, LAST_TIMES)
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
    size: int = 0
    """Of what is sent, in bytes."""
    wire: int = 0
    """The same as a browser takes it, compressed."""


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
        client, token = app.test_client(), store_session(int(user.id))
        db.session.commit()
        with client.session_transaction() as session:
            session[TOKEN], session["_user_id"], session["_fresh"] = token, user.fs_uniquifier, True
        return client


def get(client: FlaskClient, address: str) -> Callable[[], object]:
    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return ask


def page(name: str, client: FlaskClient, address: str, times: int = 30, note: str = "") -> Row:
    """Measure a page, with its weight."""
    taken = measure(get(client, address), times)
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(address, headers={"Accept-Encoding": "br"})
    return Row(name, taken, note, len(plain.data), len(packed.data))


def remake(app: Flask, client: FlaskClient, address: str) -> Callable[[], object]:
    """Return the work of a page that is not kept itself, as after a change: of its pieces most are the same."""
    ask, pages = get(client, address), PAGES.of(app)

    def make() -> None:
        pages.forget_all()
        ask()

    return make


def redraw(app: Flask, client: FlaskClient, address: str) -> Callable[[], object]:
    """Return the work of a page of which nothing is kept: neither itself nor its pictures and pieces, nor what a plan
    says."""
    ask, stores = get(client, address), [kept.of(app) for kept in KEPT]

    def draw() -> None:
        forget_all()
        for store in stores:
            store.forget_all()
        ask()

    return draw


def save(app: Flask, client: FlaskClient) -> Callable[[], TestResponse]:
    with app.app_context():
        version = load_state(PLAN).sheet("challenge").version("causes")
    numbers = itertools.count()
    seen = [version]

    def patch() -> TestResponse:
        number = next(numbers)
        answer = client.patch(
            f"/plans/{PLAN}/items/challenge/challenge/causes",
            json={"value": f"Oorzaak {number}", "page": {"step": "challenge", "row": ""}},
            headers={"If-Match": str(seen[0]), "Idempotency-Key": f"bench-{number}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        seen[0] = answer.get_json()["version"]
        return answer

    return patch


def measure_save(app: Flask, client: FlaskClient) -> Row:
    patch = save(app, client)
    taken = measure(patch, 100)
    note = "with its log, kept on disk (FULL), and what it changes on the page"
    return Row("save of one field", taken, note, len(patch().data))


def measure_drawing(app: Flask, client: FlaskClient) -> list[Row]:
    """Measure the page of a drawing of sixty boxes, an act in it, and what its page asks every five seconds."""
    with app.app_context():
        owner = db.session.execute(select(User).where(User.email == "deelnemer@demo.example")).unique().scalar_one()
        plan = f"/plans/{create_plan(owner, 'Zestig vakken', '', 'nl')}"
        db.session.commit()
        with writing(plan.rpartition("/")[2], Permission.EDIT, owner) as write:
            columns = fill_theory(write)
    have = [client.get(f"{plan}/drawing").get_json()["id"]]
    numbers = itertools.count()

    def act() -> TestResponse:
        number, box = next(numbers), new_id()
        made = {"statement": f"Nieuw vak {number}", "term": "mid"}
        link = {"source": columns[2][number % len(columns[2])], "target": box}
        does = [
            {"do": "create", "kind": "outcome", "id": box, "values": made, "after": None},
            {"do": "create", "kind": "link", "id": new_id(), "values": link, "after": None},
        ]
        answer = client.post(f"{plan}/batches", json={"operations": does, "have": have[0]})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        have[0] = answer.get_json()["drawing"]["id"]
        client.post(f"{plan}/undo", json={"batch": answer.get_json()["batch"]})
        return answer

    def poll() -> None:
        assert client.get(f"{plan}/drawing?seq={seq}").status_code == 204

    drawn = page("drawing of 60 boxes, its page", client, f"{plan}/steps/theory?view=drawing")
    answer = act()
    acted = Row("an act in a drawing of 60 boxes, and undone", measure(act, 15), "", len(answer.data))
    seq = client.get(f"{plan}/drawing").get_json()["seq"]
    return [drawn, acted, Row("the drawing, nothing changed", measure(poll, 200), "asked every 5 s")]


def fill(app: Flask, rows: int) -> None:
    """Give the half-filled plan many stakeholders."""
    with app.app_context():
        owner = db.session.execute(select(User).where(User.email == "intervisie@demo.example")).unique().scalar_one()
        with writing("samen-lezen", Permission.EDIT, owner) as write:
            for number in range(rows):
                operations.create_item(write, "stakeholder", {"name": f"Groep {number}", "size": number})


def fill_round(app: Flask, people: int) -> None:
    """Make a round of many participants, each with an account and a plan, run by the staff of the demo."""
    with app.app_context():
        staff = {
            role: db.session.execute(select(User.id).where(User.email == f"{role}@demo.example")).scalar_one()
            for role in ("trainer", "coordinator")
        }
        course = db.session.execute(select(Round.course_id)).scalars().first()
        db.session.add(Round(id=FULL_ROUND, course_id=course, title="Volle ronde"))
        users = [
            User(email=f"vol{number}@demo.example", name=f"Deelnemer {number}", active=True, fs_uniquifier=new_id())
            for number in range(people)
        ]
        db.session.add_all(users)
        db.session.flush()
        places = [{"id": new_id(), "round_id": FULL_ROUND, "user_id": one, "role": role} for role, one in staff.items()]
        db.session.execute(insert(RoundStaff), [{**place, "accepted_at": now()} for place in places])
        plans = [{"id": new_id(), "title": f"Plan {number}"} for number in range(people)]
        db.session.execute(insert(Plan), plans)
        db.session.execute(
            insert(Enrolment),
            [
                {
                    "id": new_id(),
                    "round_id": FULL_ROUND,
                    "user_id": user.id,
                    "plan_id": plan["id"],
                    "accepted_at": now(),
                }
                for user, plan in zip(users, plans, strict=True)
            ],
        )
        db.session.commit()


def preview_paste(client: FlaskClient, lines: int) -> Callable[[], object]:
    text = "\n".join(f"nieuw{number}@demo.example\tNaam {number}\tBibliotheek {number % 40}" for number in range(lines))

    def look() -> None:
        answer = client.post(f"/rounds/{FULL_ROUND}/people/paste", data={"text": text})
        assert answer.status_code == 200, answer.status_code
        assert f"nieuw{lines - 1}@demo.example" in answer.get_data(as_text=True)

    return look


def measure_round(app: Flask) -> list[Row]:
    trainer, coordinator = sign_in(app, "trainer@demo.example"), sign_in(app, "coordinator@demo.example")
    people = f"{PARTICIPANTS} participants"
    return [
        page(f"trainer's queue, {people}", trainer, f"/training?round={FULL_ROUND}", 15),
        page(f"people of a round, {people}", coordinator, f"/rounds/{FULL_ROUND}/people", 15),
        page(f"overview of a round, {people}", coordinator, f"/rounds/{FULL_ROUND}/overview", 15),
        Row(f"paste of {PASTED} addresses, preview", measure(preview_paste(coordinator, PASTED), 5)),
        *measure_grid(app, trainer),
    ]


def measure_grid(app: Flask, trainer: FlaskClient) -> list[Row]:
    """Measure the plans × steps of five rounds of a colleague, every step in some state; and one plan under review."""
    colleague = sign_in(app, "trainer2@demo.example")
    with app.app_context():
        user = db.session.execute(select(User.id).where(User.email == "trainer2@demo.example")).scalar_one()
        rounds = fill_desk(int(user), db.session.execute(select(Round.course_id)).scalars().first() or "")
    return [
        page("trainer's grid, 5 rounds of 40 plans", colleague, "/training/plans", 15),
        page("  the same, one round of it", colleague, f"/training/plans?round={rounds[0]}", 15),
        page("plan under review, two steps asked", trainer, f"/plans/{PLAN}/feedback/review", 15),
    ]


def add_threads(app: Flask, step: str, count: int) -> None:
    """Let the trainer have asked so many things of a step of the demo plan, and half of them be answered."""
    with app.app_context():
        trainer, author = (
            db.session.execute(select(User.id).where(User.email == f"{name}@demo.example")).scalar_one()
            for name in ("trainer", "deelnemer")
        )
        heads = [
            {"id": new_id(), "plan_id": PLAN, "step": step, "seq": 0, "circle": "trainers", "begun_by": trainer}
            | {"begun_side": "trainer", "state": "open", "awaits": "author"}
            for _number in range(count)
        ]
        remarks = [
            {"id": new_id(), "thread_id": head["id"], "plan_id": PLAN, "number": number, "author_id": who}
            | {"side": side, "body": "Hoe weet je dat dit klopt? Noem er een bron bij.", "asks": True, "key": new_id()}
            for head in heads
            for number, who, side in ((1, trainer, "trainer"), (2, author, "author"))
        ]
        db.session.execute(insert(Thread), heads)
        db.session.execute(insert(Remark), remarks)
        db.session.commit()


def measure_feedback(app: Flask, client: FlaskClient) -> Row:
    address = f"/plans/{PLAN}/steps/{TALKED_ABOUT}"
    without = measure(get(client, address), 30)
    add_threads(app, TALKED_ABOUT, THREADS)
    row = page(f"step page: {TALKED_ABOUT}, {THREADS} threads", client, address)
    return replace(row, note=f"{row.milliseconds / without:.2f} × the same without")


def measure_export(app: Flask, folder: Path) -> Row:
    with app.app_context():
        format_ = default_format()

        def write(name: str) -> int:
            return write_plan(PLAN, format_, Options(), folder / name) or 1

        pages = write("warm")
        taken = measure(lambda: write("plan"), 3)
    return Row(f"{format_.words.name} of the demo plan", taken, f"{pages} pages, {taken / pages:.0f} ms a page")


def measure_all(folder: Path) -> list[Row]:
    settings = {"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}
    app = create_app(Settings.from_environ(settings))
    app.config.update(WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        load_demo()
    fill(app, 490)
    fill_round(app, PARTICIPANTS)
    client, peer = sign_in(app, "deelnemer@demo.example"), sign_in(app, "intervisie@demo.example")
    plan = f"/plans/{PLAN}"

    def anew(address: str) -> list[Row]:
        return [
            Row("  the same, made again of kept pieces", measure(remake(app, client, address), 30)),
            Row("  the same, nothing of it kept", measure(redraw(app, client, address), 15)),
        ]

    return [
        Row("bare Flask page", measure(bare_flask(), 300)),
        page("home", client, "/", 60),
        *anew("/"),
        page("module page", client, f"{plan}/modules/4"),
        page("step page: challenge, 11 fields", client, f"{plan}/steps/challenge", 60),
        *anew(f"{plan}/steps/challenge"),
        page("step page: theory, 26 rows, diagram", client, f"{plan}/steps/theory"),
        *anew(f"{plan}/steps/theory"),
        *chain.from_iterable(
            (page(name, client, f"{plan}/steps/{step}"), *anew(f"{plan}/steps/{step}")) for step, name in LATER.items()
        ),
        measure_feedback(app, client),
        page("step page: 493 stakeholders", peer, "/plans/samen-lezen/steps/stakeholders", 15),
        measure_save(app, client),
        *measure_drawing(app, client),
        *measure_round(app),
        page("document, reading view", client, f"{plan}/document", 15),
        *anew(f"{plan}/document"),
        measure_export(app, folder),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = measure_all(Path(folder))
    base = rows[0].milliseconds
    print(f"{'':<42}{'ms':>10}{'× bare Flask':>15}{'kB':>9}{'kB br':>9}")
    for row in rows:
        weight = f"{row.size / 1000:>9.1f}" if row.size else f"{'':>9}"
        weight += f"{row.wire / 1000:>9.1f}" if row.wire else f"{'':>9}"
        print(f"{row.name:<42}{row.milliseconds:>10.2f}{row.milliseconds / base:>15.1f}{weight}  {row.note}".rstrip())


if __name__ == "__main__":
    main()
