"""Pages, styles and scripts go over the wire compressed, also where there is no server in front of this one.

Pages are compressed as they go out; styles and scripts lie compressed beside themselves since they were built.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask_compress import Compress

BESIDE = {"br": ".br", "gzip": ".gz"}
MIMETYPES = ["text/html", "text/javascript", "application/json", "image/svg+xml"]


def set_up_compression(app: Flask) -> None:
    app.config.update(
        COMPRESS_MIMETYPES=MIMETYPES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,  # above it, the time goes up faster than the size goes down
        COMPRESS_MIN_SIZE=500,
        COMPRESS_STREAMS=False,  # files
    )
    Compress(app)


def find_compressed(folder: Path, name: str) -> tuple[str, str]:
    """Return the name and the encoding of a built file as this request takes it; its own name and none, if need be."""
    for encoding, ending in BESIDE.items():
        if request.accept_encodings.quality(encoding) and (folder / (name + ending)).is_file():
            return name + ending, encoding
    return name, ""


def send_uncompressed() -> None:
    """Send this page as it is: it holds a secret of its reader, whose length may not be compared with anything."""
    request.environ.pop("HTTP_ACCEPT_ENCODING", None)
