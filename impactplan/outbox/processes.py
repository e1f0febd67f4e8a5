"""What processes that belong to another have in common."""

from __future__ import annotations

import ctypes
import os
import sys
import threading

PR_SET_PDEATHSIG = 1
starting = threading.Lock()
"""Held while a process is started: one that is forked meanwhile would keep the pipe to the other open for ever."""


def die_with_parent(parent: int, signal_number: int) -> None:
    """Have the system end this process with its parent, where the system can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we could ask
        os.kill(os.getpid(), signal_number)
