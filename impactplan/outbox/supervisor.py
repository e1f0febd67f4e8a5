"""The supervision of the worker by the web server, which loads nothing of what the worker needs."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence

import structlog

from impactplan.outbox.processes import starting

log = structlog.get_logger()

GRACE = 12
"""Seconds that the worker has to end; it gives its own processes a little less."""


class Supervisor:
    """Keeps the worker running as a child process of the web server, and ends it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep_running, name="supervisor", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """End the child: politely, then not."""
        self.stopping.set()
        child = self.child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
        self.thread.join(2)

    def _keep_running(self) -> None:
        # The child asks to end with its parent, and for the system that is the thread that started it: this one,
        # which lives as long as the process.
        wait = 1.0
        while not self.stopping.is_set():
            started = time.monotonic()
            with starting:
                self.child = subprocess.Popen([*self.command, "--parent", str(os.getpid())])  # noqa: S603  # our own
            if self.stopping.is_set():
                self.child.terminate()
            code = self.child.wait()
            if self.stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - started > 60 else min(wait * 2, 60.0)
            log.warning("worker ended, starting it again", code=code, seconds=wait)
            self.stopping.wait(wait)
