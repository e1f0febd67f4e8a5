"""The whole demo plan as PDF: in a new process, as a worker makes it, and by Chromium from the same HTML and styles.

Seconds of computing, which hang little on what else the machine does, by the clock, and the most memory of a process.
``python -m bench.printing [TIMES]`` gives the best and the median of so many.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from impactplan import create_app
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.exports import printing
from impactplan.exports.document import build_document
from impactplan.exports.html import render_print
from impactplan.exports.options import Options
from impactplan.exports.queries import find_authors
from impactplan.models import db
from impactplan.workbook.queries import load_state
from tests.support.browsers import find_browser

PLAN = "digitaal-mee"
PR_SET_CHILD_SUBREAPER = 36
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"),
    "--no-pdf-header-footer",
)
PRINT = "import sys; from bench.printing import print_file; print_file(*sys.argv[1:])"
Taken = tuple[float, float, int]


def demo_html(folder: Path) -> tuple[str, Path]:
    """Return the document of the demo as HTML, and where its styles are."""
    app = create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": str(folder)}))
    with app.test_request_context():
        db.create_all()
        load_demo()
        html = render_print(build_document(load_state(PLAN), Options(), find_authors(PLAN)))
        db.session.remove()
        db.engine.dispose()
    return html, Path(str(app.static_folder)) / "dist"


def print_file(source: str, assets: str, target: str) -> None:
    printing.print_pages(Path(source).read_text(encoding="utf-8"), Path(assets), Path(target), lambda _line: None)


def measure(begin: Callable[[], int]) -> Taken:
    """Return what a process that is begun takes, with all that come of it."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _pid, status, first = os.wait4(begin(), 0)
    passed = time.perf_counter() - start
    with suppress(ChildProcessError):  # those that it left behind are ours now
        while True:
            os.wait()
    assert status == 0, status
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return computing, passed, first.ru_maxrss // 1024


def spawn(words: Sequence[str]) -> int:
    return subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL).pid


def fork(work: Callable[[], None]) -> int:
    """Begin a process as a worker does for a job."""
    child = os.fork()
    if child == 0:
        gc.disable()
        work()
        os._exit(0)
    return child


def show(name: str, taken: Sequence[Taken], note: str = "") -> float:
    computing, passed = [one[0] for one in taken], [one[1] for one in taken]
    print(
        f"{name:<24}{min(computing):>6.2f}{statistics.median(computing):>7.2f} s computing"
        f"{min(passed):>8.2f}{statistics.median(passed):>7.2f} s passed{max(one[2] for one in taken):>7} MB  {note}",
        flush=True,
    )
    return min(computing)


def main(times: int) -> int:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html, assets = demo_html(folder)
        source, target = folder / "document.html", folder / "document.pdf"
        source.write_text(html, encoding="utf-8")
        style = f'<link rel="stylesheet" href="file://{printing.find_style(assets)}">'
        (folder / "styled.html").write_text(html.replace("</head>", f"{style}</head>"), encoding="utf-8")
        chromium = [find_browser(), *CHROMIUM, f"--user-data-dir={folder / 'chromium'}"]
        printed = [*chromium, f"--print-to-pdf={folder / 'chromium.pdf'}", f"file://{folder / 'styled.html'}"]
        cold = [sys.executable, "-c", PRINT, str(source), str(assets), str(target)]
        first = show("a new process", [measure(lambda: spawn(cold)) for _time in range(times)])
        printing.load_all(assets)
        job = [measure(lambda: fork(lambda: print_file(*cold[3:]))) for _time in range(times)]
        show("a job of a worker", job)
        other = show("Chromium, a new process", [measure(lambda: spawn(printed)) for _time in range(times)])
        print(f"a new process takes {first / other:.2f} times the computing of Chromium")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 3))
