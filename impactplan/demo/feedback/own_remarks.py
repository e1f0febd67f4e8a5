"""The remarks that a trainer of the demo keeps to use again."""

from __future__ import annotations

from impactplan.desk.snippets import keep_snippet, load_snippets, note_use
from impactplan.models import User

REMARKS = (
    ("Wat is er over een jaar anders voor deze mensen, en waaraan zie je dat?", 6),
    ("Dit is wat jullie gaan doen. Wat verandert er dan bij de ander?", 4),
    ("Waar komt dit cijfer vandaan? Zet de bron erbij, dan gelooft je directeur het ook.", 3),
    ("Mooi gekozen: klein, en goed te zien. Houd het zo.", 1),
    (
        "Eén vraag om samen te bespreken:\n\n- Wie merkt het als jullie hiermee stoppen?\n- En wie zou daar iets van zeggen?",
        0,
    ),
)
"""Each with how often it was used."""


def keep_remarks(trainer: User) -> None:
    """Keep them, unless this trainer keeps remarks already."""
    user_id = int(trainer.id)
    if load_snippets(user_id):
        return
    for number, (body, _times) in enumerate(REMARKS):
        keep_snippet(user_id, body, f"demo-{number}")
    times = dict(REMARKS)
    for snippet in load_snippets(user_id):
        for _time in range(times[snippet.body]):
            note_use(user_id, snippet.id)
