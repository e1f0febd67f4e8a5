"""Why a mail could not be delivered, in the words of who wrote it."""

from __future__ import annotations

import re
from typing import Any

from impactplan.lib.texts import lazy_gettext

_l: Any = lazy_gettext
REASONS = {
    "unknown": _l("This address does not exist. Check it for typing errors."),
    "domain": _l("What comes after the @ does not exist or takes no mail. Check the address for typing errors."),
    "address": _l("No mail can be sent to this address. Check it for typing errors."),
    "full": _l("The mailbox is full. Ask by telephone, or try again later."),
    "large": _l("The mail is too large for the receiver."),
    "refused": _l("The mail server refuses this mail. Ask the receiver to have their organisation let it through."),
    "waited": _l("For five days it was not accepted. Check the address, or try again."),
    "restored": _l("The site was put back from a backup, and this may have gone out before. If not, send it again."),
    "server": _l("Our own mail server could not be reached for five days. Tell the administrator of this site."),
}
"""By what the mail server answered."""
ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
BY_ENHANCED = {
    **dict.fromkeys(("1.1", "1.0", "1.6", "1.10", "2.1"), "unknown"),
    **dict.fromkeys(("1.2", "4.4", "1.8"), "domain"),
    "1.3": "address",
    "2.2": "full",
    **dict.fromkeys(("2.3", "3.4"), "large"),
}
BY_WORDS = (
    ("unknown", re.compile(r"no such|unknown|does ?n[o']t exist|not found|no mailbox|invalid recipient", re.I)),
    ("full", re.compile(r"full|quota", re.I)),
    ("large", re.compile(r"too (large|big)|size", re.I)),
)


def reason_of(error: str) -> str:
    """Return the key of a reason from the error of a mail that is given up."""
    name, _colon, answer = error.partition(":")
    if name == "InvalidMessageError":
        return "address"
    if name == "PutBackError":
        return "restored"
    if name == "ServerAwayError":
        return "server"
    if name not in {"RefusedError", "PermanentError"}:  # the second was written by a version before
        return "waited"
    if match := ENHANCED.search(answer):
        return BY_ENHANCED.get(f"{match[1]}.{match[2]}", "refused")
    return next((key for key, words in BY_WORDS if words.search(answer)), "refused")
