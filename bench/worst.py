"""The worst that one request or job can be given, each in a process of its own: seconds of computing, and MB.

To add a case: a function that does the work, under a name in ``CASES``. It runs in a child of this process, which is
ended when it takes more than ``LONGEST`` seconds; what it takes is counted from when the function begins.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from impactplan import create_app
from impactplan.accounts.passwords import is_easy_to_guess
from impactplan.config import BODY_LIMIT, REQUEST_LIMIT, ROW_LIMIT, TEXT_LIMIT, Settings
from impactplan.lib.markdown import render
from impactplan.lib.spreadsheets import read_tables
from impactplan.lib.tables import MOST_COLUMNS, SheetError
from impactplan.lib.text import diff_words
from impactplan.lib.workbooks import MOST_ELEMENTS
from impactplan.models import User, db
from impactplan.outbox.message import write_message
from tests.support.cast import Cast, make_cast
from tests.support.client import sign_in
from tests.support.rows import fill

LONGEST = 120
SECONDS, MEGABYTES = 2.0, 200
"""What no request may cost more than."""

Case = Callable[[Flask, Cast], object]


@dataclass(frozen=True)
class Cost:
    seconds: float
    megabytes: int
    ended: str = ""

    @property
    def is_too_much(self) -> bool:
        return bool(self.ended) or self.seconds > SECONDS or self.megabytes > MEGABYTES


def ask(app: Flask, user: User | None, method: str, address: str, **more: Any) -> None:
    """Ask as somebody, in a context of its own, as in life."""
    with app.app_context():
        client = app.test_client()
        if user is not None:
            sign_in(client, user)
        begin()
        status = client.open(address, method=method, **more).status_code
    assert status in {200, 413, 422}, status


def post(address: str, name: str = "", **data: str) -> Case:
    def send(app: Flask, cast: Cast) -> None:
        user = getattr(cast, name) if name else None
        ask(app, user, "POST", address.format(plan=cast.plan_id, round=cast.round_id), data=data)

    return send


def read_document(rows: int) -> Case:
    def read(app: Flask, cast: Cast) -> None:
        fill(cast.plan_id, rows)
        ask(app, cast.olga, "GET", f"/plans/{cast.plan_id}/document")

    return read


def table(columns: int) -> str:
    return ("|" * columns + "\n" + "|-" * columns + "\n" + "|\n" * TEXT_LIMIT)[:TEXT_LIMIT]


def long_mail(_app: Flask, _cast: Cast) -> object:
    text = "=?utf-8?q?=0D=0A?= é" * 10_000
    return write_message({"to": "a@b.nl", "subject": text, "text": text, "html": text, "message_id": "<1@b>"}, "c@d.nl")


def make_workbook(sheets: int, rows: str, code: str) -> bytes:
    """Make a workbook of many sheets, or of one that holds a great deal, with a number format of its own."""
    relation = '<Relationship Id="%s" Type="/%s" Target="%s"/>'
    sheet_of_book = relation % ("a", "worksheet", "worksheets/sheet1.xml")
    styles_of_book = relation % ("b", "styles", "styles.xml")
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation % ("a", "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": '<workbook><sheets><sheet id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{sheet_of_book}{styles_of_book}</Relationships>",
        "xl/styles.xml": f'<styleSheet><numFmt numFmtId="200" formatCode="{code}"/>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    }
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    parts |= {f"xl/worksheets/sheet{number}.xml": sheet for number in range(1, sheets + 1)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def refuse_workbook(sheets: int, rows: str = "") -> Case:
    def read(_app: Flask, _cast: Cast) -> None:
        data = make_workbook(sheets, rows, "0")
        begin()
        with suppress(SheetError):
            read_tables(data, ROW_LIMIT)
            raise AssertionError("it was read")

    return read


def read_workbook(code: str) -> Case:
    """Read as many cells as are read at all, each in a number format of its own."""
    cells = "<row>%s</row>" % ('<c s="0"><v>0</v></c>' * MOST_COLUMNS)
    fitting = MOST_ELEMENTS // (2 * MOST_COLUMNS + 1) - 1

    def read(_app: Flask, _cast: Cast) -> None:
        data = make_workbook(1, cells * fitting, code)
        begin()
        assert read_tables(data, ROW_LIMIT)[0].rows

    return read


CASES: dict[str, Case] = {
    "body beyond what the site takes": post("/login", email="x" * (REQUEST_LIMIT + 1)),
    "body of as much as the server takes": post("/login", email="x" * (BODY_LIMIT - 1000)),
    "password of as much as fits": post("/login", email="olga@example.org", password="x" * (REQUEST_LIMIT - 1000)),
    "fields without end": post("/login", **{f"f{number}": "" for number in range(50_000)}),
    "guess whether a password is easy": lambda _app, _cast: is_easy_to_guess("aA1!" * 100),
    "table of columns × rows": lambda _app, _cast: render(table(4000)),
    "line of <": lambda _app, _cast: render("<" * TEXT_LIMIT),
    "two long texts compared": lambda _app, _cast: diff_words("a b " * (TEXT_LIMIT // 4), "b a c " * (TEXT_LIMIT // 6)),
    "paste of 199,000 @": post("/rounds/{round}/people/paste", "cor", text="@" * 199_000),
    "paste of < and 199,000 @": post("/rounds/{round}/people/paste", "cor", text="<" + "@" * 199_000),
    "workbook of 2,900 sheets": refuse_workbook(2900),
    "workbook of 900,000 cells in a row": refuse_workbook(1, "<row>" + "<c/>" * 900_000 + "</row>"),
    "workbook of 600,000 rows": refuse_workbook(1, "<row/>" * 600_000),
    "workbook of numbers with 250 percent signs": read_workbook("%" * 250),
    "workbook of days": read_workbook("dd-mm-yyyy"),
    "paste of a line of <": post("/rounds/{round}/people/paste", "cor", text="<" * 199_000),
    "reading view, 100 rows of each kind": read_document(100),
    "reading view, 500 rows of each kind": read_document(500),
    "mail of 200,000 signs": long_mail,
}

_began: list[tuple[float, int]] = []


def usage() -> tuple[float, int]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def begin() -> None:
    """Count from here: what came before only prepares."""
    _began[:] = [usage()]


@contextmanager
def app_with_cast(folder: Path) -> Iterator[tuple[Flask, Cast]]:
    app = create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}))
    app.config.update(WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        yield app, make_cast()


def run_case(case: Case, answer: int) -> None:
    """Do the work and write what it took."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 1))
    with tempfile.TemporaryDirectory() as folder, app_with_cast(Path(folder)) as (app, cast):
        ask(app, None, "GET", "/login")  # what is loaded and made once is no part of it
        begin()
        case(app, cast)
        seconds, megabytes = usage()
        os.write(answer, f"{seconds - _began[0][0]} {megabytes - _began[0][1]}".encode())


def measure_case(case: Case) -> Cost:
    read, write = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            run_case(case, write)
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        said = file.read().split()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if len(said) == 2:
        return Cost(float(said[0]), int(said[1]))
    return Cost(time.monotonic() - started, 0, signal.Signals(-status).name if status < 0 else "failed")


def main(names: list[str]) -> None:
    """Print what each case costs, and mark what is too much; with words, only the cases that have one in their name."""
    print(f"{'the worst of each kind':<42}{'seconds':>10}{'MB':>8}")
    for name, case in CASES.items():
        if not names or any(word in name for word in names):
            cost = measure_case(case)
            mark = f"  {cost.ended or 'too much'}" if cost.is_too_much else ""
            print(f"{name:<42}{cost.seconds:>10.2f}{cost.megabytes:>8}{mark}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
