"""200 people who write for two minutes: a save every 5 seconds, a page every 20. Nothing acknowledged may be lost.

``python -m bench.participants [--people 200] [--seconds 120] [--database sqlite|postgresql] [--server run|gunicorn]``
compares every save that was acknowledged with the log of its plan, and exits 1 after an error or a loss.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
import time
from collections import Counter

from flask import Flask
from sqlalchemy import select

from bench.clients import Load, Person, let_in, serving
from bench.town import town
from impactplan.cli.children import count_cores
from impactplan.models import Plan, Revision, db

SAVE_EVERY, READ_EVERY = 5.0, 20.0
SEED = 7


def take_part(person: Person, seconds: float, chance: random.Random, loads: dict[str, Load]) -> None:
    """Save and read at one's own moments, in the rhythm of everybody."""
    start = time.monotonic()
    due = {"saves": chance.uniform(0, SAVE_EVERY), "pages": chance.uniform(0, READ_EVERY)}
    every, work = {"saves": SAVE_EVERY, "pages": READ_EVERY}, {"saves": person.save, "pages": person.read}
    while True:
        name = min(due, key=lambda name: due[name])
        if due[name] > seconds:
            return
        time.sleep(max(0.0, start + due[name] - time.monotonic()))
        loads[name].note(work[name])
        due[name] += every[name]


def compare(app: Flask, people: list[Person]) -> tuple[int, int, int]:
    """Return how many saves were acknowledged, how many of these the log lacks, and how many it has twice."""
    lost = twice = 0
    with app.app_context():
        for person in people:
            log = select(Revision.after).where(Revision.plan_id == person.plan_id, Revision.field == "causes")
            kept = Counter(str(after.get("v")) for after in db.session.scalars(log))
            lost += sum(kept[value] == 0 for value in person.saved)
            twice += sum(kept[value] > 1 for value in person.saved)
        assert db.session.scalar(select(Plan.id).limit(1))
    return sum(len(person.saved) for person in people), lost, twice


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.participants")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--server", choices=["run", "gunicorn"], default="run")
    chosen = parser.parse_args(arguments)
    loads = {"saves": Load(chosen.seconds), "pages": Load(chosen.seconds)}
    before = os.getloadavg()[0]
    with town(chosen.people, chosen.database) as app, serving(app, chosen.server, count_cores()) as served:
        people = let_in(app, served.port, chosen.people)
        for person in people:
            person.arrive()
        threads = [
            threading.Thread(target=take_part, args=(person, chosen.seconds, random.Random(SEED + place), loads))
            for place, person in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for person in people:
            person.leave()
        acknowledged, lost, twice = compare(app, people)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    print(
        f"{chosen.people} people, {chosen.seconds:.0f} s, {chosen.server}, {chosen.database}; load before {before:.1f}"
    )
    for name, load in loads.items():
        print(f"{name:<8}{load}")
    print(f"{acknowledged} acknowledged, {lost} lost, {twice} twice")
    return 1 if lost or twice or any(load.errors for load in loads.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
