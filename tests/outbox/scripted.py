"""A mail server on loopback that answers as it is told, for what a good one never does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping

ANSWERS = {
    "connect": "220 post",
    "EHLO": "250 post",
    "HELO": "250 post",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    "content": "250 OK",
    "QUIT": "221 Bye",
    "RSET": "250 OK",
}
SILENCE = "silence"
HANG_UP = "hang up"


class ScriptedServer:
    """Answers each command with a line; SILENCE answers nothing, HANG_UP ends the connection."""

    def __init__(self, answers: Mapping[str, str] | None = None, slow: float = 0) -> None:
        self.answers = {**ANSWERS, **(answers or {})}
        self.slow = slow
        """Seconds before the content is answered for."""
        self.contents: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                if not self._answer(connection, "connect"):
                    return
                while line := lines.readline():
                    command = line.split()[0].decode().upper()
                    if not self._answer(connection, command):
                        return
                    if command == "DATA" and self.answers["DATA"].startswith("354"):
                        self.contents.append(self._read_content(lines))
                        time.sleep(self.slow)
                        if not self._answer(connection, "content"):
                            return
            except OSError:
                return

    @staticmethod
    def _read_content(lines: object) -> bytes:
        content = b""
        while (line := lines.readline()) not in {b".\r\n", b""}:  # type: ignore[attr-defined]  # a file
            content += line
        return content

    def _answer(self, connection: socket.socket, command: str) -> bool:
        answer = self.answers[command]
        if answer == SILENCE:
            self.ended.wait()
            return False
        if answer == HANG_UP:
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True
