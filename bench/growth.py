"""Every page and every kind of save with few and with very many plans: nothing may cost more as the site grows.

``python -m bench.growth [--database sqlite|postgresql] [--plans 10,1000,10000]`` prints what each costs, and the
exponent of its growth: 0 where it costs the same, 1 where it grows with the number of plans. Exits 1 if one is above
0.1.

What is measured is computing, by this process and its process of PostgreSQL, as a multiple of what a bare Flask page
takes just before it: so the table says little about other work on the machine, and nothing about waiting for the disk.
The least of several is taken. What the measured people have of their own
stays the same; around them the number of plans grows, with their people, rounds and emails (``bench.town``).
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bench.__main__ import PLAN, bare_flask, sign_in
from bench.forms import find_form
from bench.town import town
from impactplan.models import (
    CourseContact,
    Enrolment,
    Meeting,
    Membership,
    PeerGroup,
    PeerQuestion,
    Review,
    Round,
    RoundMail,
    RoundStaff,
    Thread,
    db,
    new_id,
)
from impactplan.steps import STEPS
from impactplan.workbook.queries import load_state

PEOPLE = ("deelnemer", "trainer", "coordinator", "beheer")
ROUND = "demo-round-1"
TIMES, BARE_PAGES = 5, 10
MOST = 0.1
ASKS = {"workbook.make_item": "for", "learning.confirm_lock": "line"}
"""Pages that ask for something in their query."""
SKIPPED = ("static", "outbox.", "accounts.use_link", "courses.show_calendar")
"""What is no page of the site, or opened by a secret that mails alone hold."""


servers: list[str] = []


@dataclass
class Case:
    """Something that somebody does again and again; ``work`` returns what it took, in milliseconds of computing."""

    name: str
    work: Callable[[], float]


@dataclass
class Results:
    times: dict[str, dict[int, float]] = field(default_factory=dict)

    def add(self, name: str, plans: int, milliseconds: float) -> None:
        self.times.setdefault(name, {})[plans] = milliseconds

    def exponents(self) -> dict[str, float]:
        return {name: exponent(times) for name, times in self.times.items() if len(times) > 1}


def exponent(times: dict[int, float]) -> float:
    """Return the slope of the line through the logarithms."""
    points = [(math.log(plans), math.log(taken)) for plans, taken in times.items()]
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    above = sum((x - middle_x) * (y - middle_y) for x, y in points)
    return float(above / sum((x - middle_x) ** 2 for x, _y in points))


def find_values() -> dict[str, Any]:
    """Return what stands in addresses, of what is there."""

    def first(column: Any, *where: Any) -> Any:
        return db.session.scalar(select(column).where(*where).order_by(column).limit(1))

    state = load_state(PLAN)
    return {
        "plan_id": PLAN,
        "round_id": ROUND,
        "course_id": first(Round.course_id, Round.id == ROUND),
        "kind": "stakeholder",
        "ref": state.rows("stakeholder")[0].id,
        "item_id": state.rows("stakeholder")[0].id,
        "field": "name",
        "module": 1,
        "seq": state.seq,
        "thread_id": first(Thread.id, Thread.plan_id == PLAN),
        "question_id": first(PeerQuestion.id, PeerQuestion.plan_id == PLAN),
        "review_id": first(Review.id, Review.plan_id == PLAN),
        "enrolment_id": first(Enrolment.id, Enrolment.plan_id == PLAN, Enrolment.round_id == ROUND),
        "meeting_id": first(Meeting.id, Meeting.round_id == ROUND),
        "group_id": first(PeerGroup.id, PeerGroup.round_id == ROUND),
        "staff_id": first(RoundStaff.id, RoundStaff.round_id == ROUND),
        "email_id": first(RoundMail.id, RoundMail.round_id == ROUND),
        "contact_id": first(CourseContact.id),
        "user_id": first(Membership.user_id, Membership.plan_id == PLAN, Membership.role == "coauthor"),
        # what a page asks for in its query
        "for": f"activity:{state.rows('activity')[0].id}:stakeholders",
        "line": next((line.id for line in state.rows("ledger_line") if not line["locked_on"]), None),
    }


def page_addresses(app: Flask, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of every page; a step page once for each step."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(SKIPPED):
            continue
        for step in STEPS if rule.endpoint == "workbook.show_step" else STEPS[:1]:
            known = values | {"step": step.key}
            names = {*rule.arguments} | ({ASKS[rule.endpoint]} if rule.endpoint in ASKS else set())
            if all(known.get(name) is not None for name in names):
                address = app.url_map.bind("localhost").build(rule.endpoint, {name: known[name] for name in names})
                yield rule.rule.replace("<step>", step.key), address


def computing() -> float:
    """Return the milliseconds of computing so far, by this process and by those of its database server."""
    own = time.process_time_ns()
    for process in servers:
        with suppress(OSError):
            own += int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
    return own / 1_000_000


def find_servers() -> list[str]:
    """Return the processes of the database server that work for us; SQLite has none."""
    if db.engine.dialect.name == "sqlite":
        return []
    return [str(db.session.scalar(text("SELECT pg_backend_pid()")))]


def pace(bare: Callable[[], object]) -> float:
    """Return what a bare Flask page takes now."""
    start = computing()
    for _time in range(BARE_PAGES):
        bare()
    return (computing() - start) / BARE_PAGES


def timed(ask: Callable[[], Any]) -> float:
    start = computing()
    answer = ask()
    taken = computing() - start
    if answer.status_code >= 400:
        raise ValueError(f"{answer.request.path}: {answer.status_code}")
    return taken


def open_page(client: FlaskClient, address: str) -> Callable[[], float]:
    return lambda: timed(lambda: client.get(address))


def page_cases(app: Flask, clients: dict[str, FlaskClient]) -> Iterator[Case]:
    """Yield every page, as the first of the people who may see it; or else, whom it leads elsewhere."""
    with app.app_context():
        values = find_values() | {"export_id": make_export(clients["deelnemer"])}
        addresses = list(page_addresses(app, values))
    for name, address in addresses:
        answers = {person: client.get(address).status_code for person, client in clients.items()}
        for person, status in sorted(answers.items(), key=lambda answer: answer[1]):
            if status < 400:
                yield Case(f"{person} {name}{'' if status < 300 else ' →'}", open_page(clients[person], address))
                break


def make_export(client: FlaskClient) -> str:
    """Ask for the plan as a file, and return the id of that."""
    form = find_form(client.get(f"/plans/{PLAN}/document").get_data(as_text=True), f"/plans/{PLAN}/exports")
    location = client.post(form.action, data=form.filled()).location
    return str(location).rpartition("/")[2]


SAVES = {
    "form of a sheet": ("deelnemer", f"/plans/{PLAN}/steps/challenge", "/items/challenge/challenge"),
    "a row added": ("deelnemer", f"/plans/{PLAN}/steps/stakeholders?new=stakeholder", r"/items/stakeholder/\w+"),
    "the name of a plan": ("deelnemer", f"/plans/{PLAN}/", "/name"),
    "a reflection": ("deelnemer", f"/plans/{PLAN}/reflections/1", "/items/reflection/1"),
    "an invitation": ("deelnemer", f"/plans/{PLAN}/sharing", "/sharing/invitations"),
    "one's profile": ("deelnemer", "/profile", "/profile"),
    "a private note": ("trainer", f"/plans/{PLAN}/steps/theory", "/items/note/own"),
    "a group": ("coordinator", f"/rounds/{ROUND}/groups", f"/rounds/{ROUND}/groups"),
    "settings of a round": ("coordinator", f"/rounds/{ROUND}/settings", f"/rounds/{ROUND}/settings"),
    "a person in a round": ("coordinator", f"/rounds/{ROUND}/people", f"/rounds/{ROUND}/people"),
    "a trainer in a round": ("coordinator", f"/rounds/{ROUND}/staff", f"/rounds/{ROUND}/staff"),
    "a meeting": ("coordinator", f"/rounds/{ROUND}/meetings", f"/rounds/{ROUND}/meetings"),
}
"""Forms: who sends it, on which page it stands, and to where it goes."""


def save_cases(app: Flask, clients: dict[str, FlaskClient]) -> Iterator[Case]:
    yield Case("save: a field, as typed", save_field(app, clients["deelnemer"]))
    yield Case("save: a new plan", new_plan(clients["deelnemer"]))
    author, drawing = clients["deelnemer"], f"/plans/{PLAN}/drawing"

    def poll(client: FlaskClient, seq: int) -> float:
        return timed(lambda: client.get(drawing, query_string={"seq": seq}))

    yield Case("save: an act in the drawing, and undoing it", draw_and_undo(author))
    yield Case("save: the drawing, tidied up", lambda: timed(lambda: author.post(f"/plans/{PLAN}/tidy", json={})))
    yield Case("the drawing, nothing changed", lambda: poll(author, author.get(drawing).get_json()["seq"]))
    for name, (person, page, action) in SAVES.items():
        yield Case(f"save: {name}", send_form(clients[person], page, action))


def save_field(app: Flask, client: FlaskClient) -> Callable[[], float]:
    with app.app_context():
        seen = [load_state(PLAN).sheet("challenge").version("causes")]

    def save() -> float:
        value, headers = {"value": new_id()}, {"If-Match": str(seen[0]), "Idempotency-Key": new_id()}
        address = f"/plans/{PLAN}/items/challenge/challenge/causes"
        start = computing()
        answer = client.patch(address, json=value, headers=headers)
        taken = computing() - start
        seen[0] = answer.get_json()["version"]
        return taken

    return save


def draw_and_undo(client: FlaskClient) -> Callable[[], float]:
    """Add a box and take it out again, so that the plan stays as it is."""

    def draw() -> float:
        create = {"do": "create", "kind": "outcome", "id": new_id(), "values": {"statement": "Nieuw"}, "after": None}
        start = computing()
        batch = client.post(f"/plans/{PLAN}/batches", json={"operations": [create]}).get_json()["batch"]
        client.post(f"/plans/{PLAN}/undo", json={"batch": batch})
        return computing() - start

    return draw


def new_plan(client: FlaskClient) -> Callable[[], float]:
    return lambda: timed(lambda: client.post("/plans", data={"title": new_id(), "form_key": new_id()}))


def send_form(client: FlaskClient, page: str, action: str) -> Callable[[], float]:
    def send() -> float:
        form = find_form(client.get(page).get_data(as_text=True), action)
        return timed(lambda: client.post(form.action, data=form.filled()))

    return send


def measure(app: Flask, plans: int, results: Results, only: str) -> None:
    clients = {person: sign_in(app, f"{person}@demo.example") for person in PEOPLE}
    with app.app_context():
        servers[:] = find_servers()
    bare, paces = bare_flask(), []
    cases = [*page_cases(app, clients), *save_cases(app, clients)]
    for case in (case for case in cases if only in case.name):
        try:
            pairs = [(pace(bare), case.work()) for _time in range(TIMES)]
            paces.append(min(bare_time for bare_time, _taken in pairs))
            results.add(case.name, plans, min(taken for _bare, taken in pairs) / paces[-1])
        except (ValueError, LookupError) as error:
            print(f"not measured: {case.name}: {error}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.growth")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--plans", default="10,1000,10000")
    parser.add_argument("--only", default="", help="measure what has this in its name")
    chosen = parser.parse_args(arguments)
    numbers, results = [int(number) for number in chosen.plans.split(",")], Results()
    for plans in numbers:
        with town(plans, chosen.database) as app:
            measure(app, plans, results, chosen.only)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    print(f"{chosen.database}, × a bare Flask page at so many plans; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'':<72}{''.join(f'{plans:>9}' for plans in numbers)}{'exponent':>10}")
    exponents = results.exponents()
    for name, times in results.times.items():
        cells = "".join(f"{times[plans]:>9.1f}" if plans in times else f"{'-':>9}" for plans in numbers)
        mark = "  grows" if exponents.get(name, 0) > MOST else ""
        print(f"{name:<72}{cells}{exponents.get(name, math.nan):>10.3f}{mark}")
    growing = [name for name, value in exponents.items() if value > MOST]
    print(
        f"{len(exponents)} measured, {len(growing)} above {MOST}; the highest {max(exponents.values(), default=0):.3f}"
    )
    return 1 if growing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
