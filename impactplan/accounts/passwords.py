"""Whether a password is easy to guess: by zxcvbn, which knows common ones, and by words that people here would take."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 72
"""As much as is looked at: what is longer is not easy to guess by its end."""
GUESSES = 8
"""Powers of ten: so many guesses a password must withstand."""
WORDS = """
welkom welkom01 wachtwoord geheim hallo goedemorgen inloggen toegang test proef account gebruiker beheer
bibliotheek bieb bibliotheken boek boeken lezen lezer leesplezier jeugd collectie taalhuis digitaal
impact impactplan impactmanagement leergang module theorie verandering doelgroep
januari februari maart april mei juni juli augustus september oktober november december
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lente zomer herfst winter voorjaar najaar
nederland holland amsterdam rotterdam utrecht denhaag eindhoven groningen tilburg almere breda nijmegen arnhem haarlem
zwolle leiden maastricht dordrecht friesland drenthe overijssel gelderland brabant limburg zeeland
zonnebloem vlinder voetbal ajax feyenoord psv koning oranje fiets kaas tulp poes hond vakantie lieverd schatje
""".split()


def is_easy_to_guess(password: str, about: Iterable[str] = ()) -> bool:
    """Tell whether a guesser would soon come to it; ``about`` is what is known of its owner."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  # 13 MB of words, for whoever sets a password

    known = [*WORDS, *(word for word in about if word)]
    return bool(zxcvbn(password[:LONGEST], user_inputs=known)["guesses_log10"] < GUESSES)
