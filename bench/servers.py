"""The real servers, with 16 people at them: ``impactplan run`` beside gunicorn with as many processes.

The people are another process on the same machine: what they take of it, the servers lack, and each row tells how much
that is. Compare the rows of one run; its first line says how busy the machine was before it began, and what a page or
save takes of computing hangs little on that.
"""

from __future__ import annotations

import os
import re
import sys
import time

from flask import Flask
from sqlalchemy import select

from bench.clients import Load, Person, let_in, press, serving
from bench.crowd import let_press
from bench.town import town
from impactplan.cli.children import count_cores
from impactplan.models import Export, db

PEOPLE = 16
SECONDS = 15
PAGE = "steps/challenge"
PDFS = 8
PDF_WITHIN = 240


def prepare(people: list[Person]) -> None:
    for person in people:
        person.arrive()
        person.read()
    press([person.read for person in people], lambda passed: passed > 2)


def load_of(app: Flask, server: str, page: str = "") -> Load:
    """Return how a page, or saves, went for all of them."""
    with serving(app, server, count_cores()) as served:
        people = let_in(app, served.port, PEOPLE)
        prepare(people)
        before = served.computing()
        load = let_press(people, SECONDS, page)
        load.computing = served.computing() - before
        for person in people:
            person.leave()
    return load


def save_alone(app: Flask) -> Load:
    with serving(app, "run", count_cores()) as served:
        people = let_in(app, served.port, 1)
        prepare(people)
        load = let_press(people, SECONDS / 2)
        people[0].leave()
    return load


def ask_for_pdf(person: Person) -> None:
    """Press the button that stands at the reading view."""
    html = person.ask("GET", f"/plans/{person.plan_id}/document")[1].decode()
    action = re.search(r'action="(/plans/[^"]+/exports)"', html)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert action is not None, "no button for a file"
    assert token is not None
    body = f"csrf_token={token[1]}&format=pdf"
    assert person.connection is not None
    headers = {"Cookie": person.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    person.connection.request("POST", action[1], body, headers)
    answer = person.connection.getresponse()
    answer.read()
    assert answer.status < 400, answer.status


def pages_beside_pdfs(app: Flask) -> tuple[Load, Load, int]:
    """Return how pages go before, and while files are made; and how many of these were ready by then."""
    with serving(app, "run", count_cores(), worker=True) as served:
        people = let_in(app, served.port, PEOPLE)
        prepare(people)
        few = people[:2]
        before = press([person.read for person in few], lambda passed: passed > SECONDS / 2)
        for person in people[:PDFS]:
            ask_for_pdf(person)
        states: list[str] = []
        looked = [0.0]

        def ready(passed: float) -> bool:
            if passed - looked[0] > 1:
                looked[0] = passed
                with app.app_context():
                    states[:] = db.session.scalars(select(Export.state)).all()
                    db.session.remove()
            return passed > PDF_WITHIN or (len(states) >= PDFS and not {"queued", "running"} & set(states))

        meanwhile = press([person.read for person in few], ready)
        for person in people:
            person.leave()
    return before, meanwhile, states.count("done")


def main() -> int:
    print(f"{PEOPLE} people, {count_cores()} processes; load before it began {os.getloadavg()[0]:.1f}", flush=True)
    with town(PEOPLE + 4) as app:
        pages = {server: load_of(app, server, PAGE) for server in ("gunicorn", "run")}
        for server, load in pages.items():
            print(f"pages, {server:<12} {load}", flush=True)
        print(f"{'':<8}run gives {pages['run'].rate / pages['gunicorn'].rate:.2f} of the pages of gunicorn", flush=True)
        print(f"saves, one alone    {save_alone(app)}", flush=True)
        saves = {server: load_of(app, server) for server in ("gunicorn", "run")}
        for server, load in saves.items():
            print(f"saves, {server:<12} {load}", flush=True)
        start = time.monotonic()
        before, meanwhile, done = pages_beside_pdfs(app)
        print(f"pages, 2 people     {before}")
        print(f"beside {PDFS} PDFs       {meanwhile}; {done} PDFs in {time.monotonic() - start:.0f} s")
        print(f"{'':<8}their median is {meanwhile.median / before.median:.2f} times as long")
    return 1 if any(load.errors for load in (*pages.values(), *saves.values(), before, meanwhile)) else 0


if __name__ == "__main__":
    sys.exit(main())
