"""A server that is killed while people save: what it acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from impactplan.workbook.queries import load_state
from tests.support.saving import Savers, during, make_person
from tests.support.server import running

SAVERS, SAVES, KILLS = 4, 125, 3


@pytest.mark.long
def test_every_acknowledged_save_survives_kill_9(tmp_path: Path) -> None:
    chance = random.Random(7)
    with running(tmp_path, "--no-worker") as server:

        def kill() -> None:
            time.sleep(chance.random() / 50)
            server.kill()
            server.start("--no-worker")

        with Savers(server, make_person(server, "olga"), SAVERS, SAVES) as savers:
            during(savers, KILLS, kill)
        savers.prove()
        with server.app().app_context():
            names = {item.id: item["name"] for item in load_state(savers.plan_id).rows("stakeholder")}
        assert names == {row: f"saver {saver} text {SAVES - 1}" for saver, row in savers.rows.items()}
