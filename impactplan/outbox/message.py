"""The bytes of an email.

The header lines are written here and not by ``email.message``: its header classes decode what looks like an encoded
word (``=?utf-8?q?=0D=0A?=``) in the text they are given, and so let a name or a title add lines of its own. What people
typed stays literal text: anything but plain ASCII is encoded as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import idna

from impactplan.models import now

LINE = 76
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
LONGEST_LINK = 900
"""A line of a mail has at most 998 characters."""
ENCODED_WORD = "=?"
SENDER_NAME = "impactplan"


class InvalidMessageError(Exception):
    """This email cannot be sent, now or later. The text names the header, not the address."""


@dataclass(frozen=True)
class Message:
    """An email as it goes to the server, with the two addresses of its envelope."""

    sender: str
    to: str
    content: bytes


def write_message(payload: Mapping[str, Any], sender: str) -> Message:
    """Write an email as text and as HTML; refuse one whose header lines are not exactly those that were meant."""
    to = check_address("To", payload["to"])
    headers = {
        "From": f"{SENDER_NAME} <{check_address('From', sender)}>",
        "To": to,
        "Subject": encode_text("Subject", payload["subject"]),
        "Date": format_datetime(now()),
        "Message-ID": encode_text("Message-ID", payload["message_id"]),
        "Auto-Submitted": "auto-generated",
    }
    if reply_to := payload.get("reply_to"):
        headers["Reply-To"] = check_address("Reply-To", reply_to)
    if references := payload.get("references"):
        headers["References"] = headers["In-Reply-To"] = encode_text("References", references)
    if unsubscribe := payload.get("unsubscribe"):
        headers["List-Unsubscribe"] = f"<{check_link('List-Unsubscribe', unsubscribe)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    body = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    body.set_content(payload["text"])
    body.add_alternative(payload["html"], subtype="html")
    own = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
    if header_names(own) != list(headers):
        raise InvalidMessageError("Header lines were added to this email.")
    return Message(sender, to, own + body.as_bytes())


def check_address(header: str, address: str) -> str:
    """Return an address that a header may hold, its domain in ASCII; refuse what could be read as more than one."""
    name, _, domain = address.rpartition("@")
    try:
        domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise InvalidMessageError(f"The address in {header} has no valid domain.") from error
    address = f"{name}@{domain}"
    if ENCODED_WORD in address or not ADDRESS.fullmatch(address):
        raise InvalidMessageError(f"The address in {header} cannot be used in an email.")
    return address


def check_link(header: str, link: str) -> str:
    """Return an address of a page that a header may hold as it is, on one line however long."""
    if len(link) > LONGEST_LINK or ENCODED_WORD in link or not LINK.fullmatch(link):
        raise InvalidMessageError(f"The link in {header} cannot be used in an email.")
    return link


def encode_text(header: str, text: str) -> str:
    """Return text as the value of a header, folded, in which nothing is read as other than text."""
    words = text.split()
    text = " ".join(words)
    short = all(len(word) <= LINE for word in words)
    plain = short and text.isascii() and text.isprintable() and ENCODED_WORD not in text
    folded = Header(text, "us-ascii" if plain else "utf-8", LINE, header)
    return folded.encode(linesep="\r\n")


def header_names(lines: bytes) -> list[str]:
    """Return the names of header lines as a server reads them; a line that is none ends them."""
    unfolded = re.sub(rb"\r\n(?=[ \t]+[^ \t\r\n])", b"", lines)
    names = [line.partition(b":")[0].decode("ascii") for line in re.split(rb"\r\n|\r|\n", unfolded)]
    return names[:-1] if names and not names[-1] else names
