"""How much memory the processes of a web server take, after their people have looked around.

``python -m bench.memory [run|gunicorn|deployed …]``. Deployed is gunicorn as ``deploy/`` has it. They have the packages
of an installation, without the tools for developing. RSS is what ``ps`` shows, and counts what processes share in each
of them; PSS divides it among them, so the sum is what the machine lacks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.clients import Person, Served, let_in, press, serving
from bench.installed import link_installed
from bench.town import town
from impactplan.cli.children import count_cores

PEOPLE = 8
FIRST = ("/", "/plans/{plan}/", "/plans/{plan}/steps/challenge")
"""What everybody opens first; then they save."""
WALK = (
    *(*FIRST, "/profile", "/plans/{plan}/document", "/plans/{plan}/history"),
    *(f"/plans/{{plan}}/modules/{number}" for number in range(1, 6)),
    *(
        f"/plans/{{plan}}/steps/{step}"
        for step in ("theory", "stakeholders", "indicators", "collection", "feasibility", "results", "ledger", "pitch")
    ),
)


def walk(person: Person, addresses: tuple[str, ...]) -> None:
    for address in addresses:
        path = address.format(plan=person.plan_id)
        status, _page = person.ask("GET", path)
        if status not in {200, 302, 303}:
            raise ValueError(f"{path}: {status}")
    person.save()


def rounds(people: list[Person], addresses: tuple[str, ...], times: int) -> None:
    """Have each walk so many times, all at the same time, so that every process serves."""
    for _time in range(times):
        load = press([lambda person=person: walk(person, addresses) for person in people], lambda passed: passed > 0.5)
        if load.errors:
            raise ValueError(load.errors[0])


def memory_of(served: Served) -> Iterator[tuple[int, int, int]]:
    """Yield what each process takes in kilobytes: resident, its share, and what is its own alone."""
    for process in served.processes():
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB$", text, re.M)}
        yield kilobytes["Rss"], kilobytes["Pss"], kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]


def show(when: str, served: Served) -> None:
    processes = list(memory_of(served))
    each = "  ".join(f"{rss / 1024:.0f}/{pss / 1024:.0f}/{own / 1024:.0f}" for rss, pss, own in processes)
    print(f"  {when:<18}{each:<44} together {sum(pss for _rss, pss, _own in processes) / 1024:.0f}", flush=True)


def main(servers: list[str]) -> int:
    print("MB of each process, the parent first: resident/its share/its own; and what all take together")
    with town(PEOPLE) as app, TemporaryDirectory() as packages:
        link_installed(Path(packages))
        for server in servers or ["run", "deployed"]:
            with serving(app, server, count_cores(), packages=Path(packages)) as served:
                print(server)
                show("begun", served)
                people = let_in(app, served.port, PEOPLE)
                for person in people:
                    person.arrive()
                rounds(people, FIRST, 1)
                show("first pages, saves", served)
                rounds(people, WALK, 4)
                show("many pages", served)
                for person in people:
                    person.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
