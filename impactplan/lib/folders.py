"""A folder of data that only the user it belongs to can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


class SharedFolderError(Exception):
    """This folder is used by others too, and so cannot be closed to them."""


def make_private(folder: Path) -> None:
    """Make the folder if need be, and close it and all that is in it to other users of this machine.

    What this process makes from now on, wherever, is closed to them from the beginning.
    """
    os.umask(0o077)
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if folder.stat().st_mode & stat.S_ISVTX or folder in {Path("/"), Path.home()}:
        raise SharedFolderError(str(folder))
    if folder.stat().st_uid != os.geteuid():  # its owner gave us access, by a group or as root
        return
    folder.chmod(FOLDER)
    for parent, folders, files in os.walk(folder):
        for names, mode in ((folders, FOLDER), (files, FILE)):
            for name in names:
                _close(Path(parent, name), mode)


def _close(path: Path, mode: int) -> None:
    """Take away what others may do with a file; one that goes meanwhile is as good as closed."""
    try:
        status = path.lstat()
        if not stat.S_ISLNK(status.st_mode) and status.st_uid == os.geteuid() and status.st_mode & 0o077:
            path.chmod(mode)
    except FileNotFoundError:
        return
