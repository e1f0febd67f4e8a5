"""A server that is killed while people save: what it acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select

from impactplan.demo import PASSWORD
from impactplan.models import Revision
from impactplan.workbook.derived import find_differences
from impactplan.workbook.queries import load_state, session
from tests.support.server import Visitor, running

SAVES = 500
ROWS = 50
KILLS = 3


@pytest.mark.long
def test_every_acknowledged_save_survives_kill_9(tmp_path: Path) -> None:
    with running(tmp_path, "--no-worker") as server:
        server.command("demo")
        visitor = Visitor(server)
        visitor.sign_in("ander@demo.example", PASSWORD)
        rows = [visitor.ask("POST", "/plans/taal-aan-zee/items/stakeholder", {})[1]["id"] for _ in range(ROWS)]
        acknowledged: dict[int, str] = {}
        finished = threading.Event()

        def kill_now_and_then() -> None:
            chance = random.Random(7)
            for _time in range(KILLS):
                while len(acknowledged) < SAVES * (_time + 1) // (KILLS + 1):
                    if finished.wait(0.001):
                        return
                time.sleep(chance.random() / 50)
                server.kill()
                server.start("--no-worker")

        killer = threading.Thread(target=kill_now_and_then)
        killer.start()
        versions: dict[str, int] = {}
        for number in range(SAVES):
            row, text = rows[number % ROWS], f"tekst {number}"
            while number not in acknowledged:
                try:
                    status, answer = visitor.ask(
                        "PATCH",
                        f"/plans/taal-aan-zee/items/stakeholder/{row}/name",
                        {"value": text},
                        If_Match=str(versions.get(row, 0)),
                        Idempotency_Key=f"save-{number}",
                    )
                except (
                    OSError,
                    HTTPException,
                ):  # down, or cut off in its answer: the page would send again
                    time.sleep(0.02)
                    continue
                assert status == 200, answer
                acknowledged[number] = text
                versions[row] = answer["version"]
        finished.set()
        killer.join(60)
        with server.app().app_context():
            log = session().execute(select(Revision.after).where(Revision.field == "name"))
            kept = Counter(after["v"] for (after,) in log)
            assert all(kept[text] == 1 for text in acknowledged.values())
            assert len(acknowledged) == SAVES
            names = {item.id: item["name"] for item in load_state("taal-aan-zee").rows("stakeholder")}
            assert [names[row] for row in rows] == [f"tekst {SAVES - ROWS + index}" for index in range(ROWS)]
            assert find_differences("taal-aan-zee") == []
