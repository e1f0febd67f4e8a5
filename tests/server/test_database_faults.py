"""A database that fails under the running site: what was acknowledged is there once, the rest is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.databases import Cluster, cluster
from tests.support.saving import Savers, during, make_person
from tests.support.server import Server

SAVERS, SAVES, TIMES = 4, 75, 3


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster() as database:
        yield database


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Server]:
    server = Server(folder)
    server.environ |= environ
    server.command("db", "upgrade")
    server.start("--no-worker")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def server(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("site"), IMPACTPLAN_DATABASE_URL=database.url) as server:
        yield server


@pytest.mark.long
@pytest.mark.parametrize("end", [Cluster.kill, Cluster.stop])
def test_postgresql_goes_while_people_save(database: Cluster, server: Server, end: Callable[[Cluster], None]) -> None:
    def go_and_come() -> None:
        end(database)
        savers.wait_for_refusals(SAVERS)
        database.start()

    with Savers(server, make_person(server, f"olga-{end.__name__}"), SAVERS, SAVES) as savers:
        during(savers, TIMES, go_and_come)
    assert len(savers.refused) >= TIMES * SAVERS
    savers.prove()
