"""A mail server on loopback that takes messages as RFC 5321 says: with STARTTLS and a password where it is told to."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType


class MailServer:
    """Keeps the messages that it takes, and every line that it was told, before encryption and after."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, password: str | None = None, refuses: str = "") -> None:
        self.tls, self.password, self.refuses = tls, password, refuses
        self.messages: list[EmailMessage] = []
        self.clear: list[str] = []
        self.encrypted: list[str] = []
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> MailServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(socketserver.StreamRequestHandler):
    owner: MailServer
    is_encrypted = False

    def handle(self) -> None:
        with suppress(OSError):  # whoever does not trust us hangs up
            self._converse()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _converse(self) -> None:
        self._say("220 localhost ESMTP")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            (self.owner.encrypted if self.is_encrypted else self.owner.clear).append(line)
            word, _, rest = line.partition(" ")
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            self._answer(word.upper(), rest)

    def _answer(self, word: str, rest: str) -> None:
        owner = self.owner
        if word == "EHLO":
            offered = ["STARTTLS"] * (owner.tls is not None and not self.is_encrypted)
            offered += ["AUTH PLAIN"] * (owner.password is not None)
            for name in ["localhost", *offered]:
                self._say(f"250-{name}")
            self._say("250 8BITMIME")
        elif word == "STARTTLS" and owner.tls is not None:
            self._say("220 go on")
            self.connection = owner.tls.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
            self.is_encrypted = True
        elif word == "AUTH":
            _, _, given = base64.b64decode(rest.split()[1]).decode().split("\0")
            self._say("235 welcome" if given == owner.password else f"535 {given} is wrong")
        elif word == "DATA":
            self._say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            body = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
            owner.messages.append(message_from_bytes(body, policy=policy.default))
            self._say("250 taken")
        elif word == "MAIL" and owner.refuses:
            self._say(owner.refuses)
        else:
            self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
