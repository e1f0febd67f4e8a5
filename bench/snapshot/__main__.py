"""The command: see the docstring of the package."""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime
from pathlib import Path

import time_machine
import weasyprint

import bench.snapshot
from bench.snapshot.acts import Print, change_accounts, print_documents, write_mails
from bench.snapshot.comparing import compare
from bench.snapshot.site import MOMENT, Snapshot

LATER = (datetime(2027, 5, 30, 5, 0), datetime(2029, 1, 15, 5, 0), datetime(2029, 3, 15, 5, 0))
"""When the daily work has something to ask or to announce."""


def take(language: str, target: Path) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        with time_machine.travel(MOMENT, tick=False):
            snapshot = Snapshot(language, Path(folder))
            tables = ("plan", "round", "course")
            for account in ("visitor", *snapshot.accounts):
                more = ("enrolment",) if account == "coordinator" else ()
                snapshot.crawl(account, list(snapshot.seeds(*tables, *more)))
                snapshot.add(f"{account}/nowhere", snapshot.client(account).get("/nowhere").text)
            print_documents(snapshot)
            write_mails(snapshot)
            change_accounts(snapshot)
            snapshot.keep_mails()
        for moment in LATER:
            with time_machine.travel(moment, tick=False):
                snapshot.work("work_daily")
                snapshot.keep_mails()
                snapshot.crawl("deelnemer", ["/plans/digitaal-mee/spring"])
        snapshot.write(target)
    return snapshot


def main(arguments: list[str]) -> int:
    if len(arguments) >= 3 and arguments[0] == "--compare":
        renamed = dict(word.split("=", 1) for word in arguments[3:])
        return int(compare(Path(arguments[1]), Path(arguments[2]), renamed) > 0)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(bench.snapshot.__doc__)
        return 2
    weasyprint.HTML = Print
    for language in ("nl", "en"):
        snapshot = take(language, Path(arguments[0]))
        gets = [rule for rule in snapshot.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        without = sorted(rule.rule for rule in gets if rule.endpoint not in snapshot.answered)
        print(f"{language}: {len(snapshot.texts)} files; no page at: {', '.join(without)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
