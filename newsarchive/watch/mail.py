"""Telling by e-mail: one message to a submission server (RFC 6409), encrypted wherever the server can (RFC 3207)."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from newsarchive.config import Config
from newsarchive.errors import ConfigError, HostUnreachable

PATIENCE = 30.0
"""Seconds that the server may take for an answer."""
PASSWORD = "NEWSARCHIVE_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
PORTS = {"smtp": 587, "smtps": 465}


def send_mail(config: Config, subject: str, text: str) -> None:
    """Send a message to everybody in `mail_to`.

    The password is that of NEWSARCHIVE_SMTP_PASSWORD, else the first line of the file `smtp_password_file`; it is sent
    encrypted or not at all. Raises ConfigError, HostUnreachable where the server does not take the message.
    """
    to = [address.strip() for address in config.mail_to.split(",") if address.strip()]
    if not to:
        raise ConfigError("There is nobody to send mail to.", next_step='Write mail_to = "you@example.org".')
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, config.mail_from or to[0], ", ".join(to)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="newsarchive.invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    message.set_content(text)
    try:
        _deliver(config, message)
    except (OSError, smtplib.SMTPException) as error:
        raise HostUnreachable(
            f"The mail server {urlsplit(config.smtp).hostname} did not take a message: {_said(error)}.",
            next_step="See smtp, mail_to and mail_from in archive.toml.",
        ) from None


def _deliver(config: Config, message: EmailMessage) -> None:
    address = urlsplit(config.smtp)
    host, port = address.hostname or "", address.port or PORTS[address.scheme]
    context = ssl.create_default_context()
    connect = (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
        if address.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=PATIENCE)
    )
    with connect as server:
        is_secret = address.scheme == "smtps"
        server.ehlo()
        if not is_secret and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            is_secret = True
        if address.username:
            if not is_secret:
                raise ConfigError(
                    f"The mail server {host} offers no encryption, and the password is not sent without.",
                    next_step="Use another server, or smtps://",
                )
            server.login(unquote(address.username), _password(config))
        server.send_message(message)


def _password(config: Config) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    path = config.root / Path(config.smtp_password_file).expanduser() if config.smtp_password_file else None
    try:
        if path is not None:
            return path.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"smtp_password_file cannot be read: {error}", next_step="Correct smtp_password_file in archive.toml."
        ) from None
    raise ConfigError(
        "smtp names a user, and there is no password.",
        next_step=f"Give it in the environment as {PASSWORD}, or in a file: smtp_password_file = PATH",
    )


def _said(error: Exception) -> str:
    """Return what a server said; never what was said to it, not even where it repeats that."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code}, it does not take that user with that password"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {' '.join(text.split())[:200]}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"it refuses {', '.join(error.recipients)}"
    return str(error)
