"""What of the one-page story does not fit on its page: for its authors, while they write."""

from __future__ import annotations

from collections.abc import Sequence

from impactplan.blocks import PagePart
from impactplan.exports.one_page import fit
from impactplan.integration.documents import page_of
from impactplan.integration.drafts import count_words
from impactplan.integration.onepage import Story
from impactplan.lib.texts import gettext as _
from impactplan.workbook.wording import in_words, quoted


def too_long(story: Story) -> Sequence[PagePart]:
    """Return the parts of which sentences go on elsewhere."""
    return [part for part in fit(page_of(story)).parts if part.rest]


def say_too_long(story: Story) -> str:
    """Say which parts to shorten, and by how much; nothing while all of it stands on one page."""
    parts = too_long(story)
    if not parts:
        return ""
    named = [
        _("%(part)s by about %(count)s words", part=quoted(part.label), count=count_words(part.rest)) for part in parts
    ]
    return _(
        "This is more than one A4 holds, even in small letters. Shorten %(parts)s. Until then the last sentences go on "
        "further on in the plan.",
        parts=in_words(named),
    )
