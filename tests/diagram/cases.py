"""Theories of change to draw: a small real one, and made ones of any size."""

from __future__ import annotations

import random
from xml.etree import ElementTree

from impactplan.diagram.theory_spec import Effect, Evidence, Link, Node, TheoryColumn, TheorySpec, TheoryWords, Tone

SVG = "{http://www.w3.org/2000/svg}"

WORDS = TheoryWords(
    evidence={
        Evidence.NONE: "nog geen bewijs",
        Evidence.EXPERIENCE: "ervaring",
        Evidence.OWN_DATA: "eigen data",
        Evidence.RESEARCH: "onderzoek",
    },
    effects={Effect.STRENGTHENS: "versterkt", Effect.INHIBITS: "remt"},
    tones={
        Tone.NEGATIVE: "negatief",
        Tone.UNINTENDED: "onbedoeld",
        Tone.ABOVE_CEILING: "boven de grens",
        Tone.PRECONDITION: "randvoorwaarde",
    },
    ceiling="verantwoordingsgrens",
    legend="Bewijs",
)
COLUMNS = (
    TheoryColumn("activity", "Activiteiten", "muted", "Wat doe je?"),
    TheoryColumn("output", "Prestaties", "muted", "Wat levert dat op?"),
    TheoryColumn("short", "Effect kort", "module-1", "Wat verandert er?"),
    TheoryColumn("mid", "Effect midden", "module-2", "Wat gaat iemand anders doen?"),
    TheoryColumn("long", "Effect lang", "module-5", "Wat is er na drie jaar anders?"),
    TheoryColumn("impact", "Maatschappelijke impact", "ink", "Wat verandert er in de samenleving?"),
)


def measure(text: str, size: float, bold: bool = False) -> float:
    """A stand-in for the font: every character has the width of a usual one."""
    return len(text) * size * (0.52 if bold else 0.5)


def spec(nodes: list[Node], links: list[Link], **others: object) -> TheorySpec:
    values = {"title": "Zelf regelen geeft regie", "description": "Van activiteiten naar impact."} | others
    return TheorySpec(COLUMNS, tuple(nodes), tuple(links), words=WORDS, **values)


def digital_course() -> TheorySpec:
    """A library's programme for people who want to arrange things online by themselves."""
    negative = frozenset({Tone.NEGATIVE, Tone.UNINTENDED})
    nodes = [
        Node("A1", "Basiscursus computer en internet", "activity"),
        Node("A2", "Cursus digitale overheid", "activity"),
        Node("A3", "IDO-spreekuur", "activity"),
        Node("A4", "Oefeninloop na de cursus", "activity"),
        Node("A5", "Training digicoaches", "activity"),
        Node("A6", "Warme doorverwijzing met 12 partners", "activity"),
        Node("O1", "Afronders basiscursus (van 100 starters)", "output", "75 personen/jaar"),
        Node("O2", "Afronders cursus digitale overheid (van 140 starters)", "output", "105 personen/jaar"),
        Node("O3", "Beantwoorde IDO-vragen", "output", "1.380 vragen/jaar"),
        Node("O4", "Bezoeken oefeninloop", "output", "736 bezoeken/jaar"),
        Node("O5", "Getrainde digicoaches", "output", "36 personen/jaar"),
        Node("O6", "Warme doorverwijzingen", "output", "90 personen/jaar"),
        Node("U1", "Cursisten loggen zelfstandig in met DigiD", "short", "Digistarters 55+"),
        Node("U2", "Cursisten herkennen nepberichten", "short", "Digistarters 55+"),
        Node("U3", "Cursisten durven meer zelf online te doen", "short", "Digistarters 55+"),
        Node("U4", "Cursisten regelen overheidszaken zelf online", "mid", "Digistarters 55+"),
        Node("U5", "Werkzoekenden solliciteren zelfstandig online", "mid", "Werkzoekenden"),
        Node("U6", "Naasten zijn minder tijd kwijt aan digitale hulp", "mid", "Naasten"),
        Node("U7", "Deelnemers ervaren meer regie over hun eigen zaken", "long", "Digistarters 55+"),
        Node("U8", "Deelnemers worden vaker slachtoffer van oplichting", "mid", tones=negative),
        Node("I1", "Inwoners kunnen volwaardig meedoen", "impact", tones=frozenset({Tone.ABOVE_CEILING})),
    ]
    none, experience, data, research = Evidence
    links = [Link(f"A{number}", f"O{number}") for number in range(1, 7)] + [
        Link("O1", "U2", evidence=research, assumption="Veiligheid zit in elke les"),
        Link("O2", "U1", evidence=research, assumption="Cursist oefent ook thuis"),
        Link("O1", "U3", evidence=data),
        Link("O4", "U3", evidence=experience),
        Link("O5", "U3", evidence=experience),
        Link("O6", "U5", evidence=none),
        Link("O3", "U4", evidence=none),
        Link("U1", "U4", evidence=none),
        Link("U3", "U4", evidence=experience),
        Link("U4", "U8", evidence=experience),
        Link("U2", "U8", Effect.INHIBITS, evidence=none),
        Link("U4", "U6", evidence=none),
        Link("U4", "U7", evidence=experience),
        Link("U5", "U7", evidence=none),
        Link("U7", "I1", evidence=none),
    ]
    return spec(nodes, links)


def random_links(
    seed: int, count: int, nodes: int = 60, columns: int = 6, skipping: float = 0.0
) -> list[tuple[int, int]]:
    """Return ``count`` links between ``nodes`` in equal columns, most of them to the next column."""
    chance = random.Random(seed)
    height = nodes // columns
    links: set[tuple[int, int]] = set()
    while len(links) < count:
        source = chance.randrange(nodes - height)
        column = source // height + 1
        if chance.random() < skipping:
            column = min(columns - 1, column + chance.choice((1, 1, 2)))
        links.add((source, column * height + chance.randrange(height)))
    return sorted(links)


_WORDS = (
    "de het een en van met voor zonder naar bij zelf niet meer vaker minder eerst samen thuis online digitaal leren "
    "regelen durven weten kunnen lezen schrijven oefenen inwoners cursisten ouders naasten vrijwilligers "
    "werkzoekenden digicoaches bibliotheek gemeente taalhuis spreekuur buurthuis zelfvertrouwen basisvaardigheden "
    "overheidszaken voorleesochtenden laaggeletterdheid mantelzorgondersteuning verantwoordingsgrens "
    "samenwerkingsovereenkomsten arbeidsongeschiktheidsverzekering één reünie coördinatoren IDO-vragen "
    "e-mail/sms (75 % 1.380 € 900 ‘zelf’ DigiD— 55+ ruimte-indeling WMO-loket KIJK! p.j. wijkteams/huisartsen"
).split()


def dutch_labels(count: int, seed: int = 1) -> list[str]:
    """Return texts of 3 to 140 characters, as they end up on boxes: long words, figures, signs and accents."""
    chance = random.Random(seed)
    labels = []
    for _label in range(count):
        length = chance.choice((chance.randint(3, 30), chance.randint(3, 140)))
        text = ""
        while len(text) < length:
            text = f"{text} {chance.choice(_WORDS)}".strip()
        labels.append(text[:length].strip().ljust(3, "s"))
    return labels


def labelled(count: int) -> TheorySpec:
    """Return boxes with such labels in all columns, some with a note, with for whom it is, and of every tone."""
    chance = random.Random(2)
    tones = [frozenset[Tone](), frozenset({Tone.NEGATIVE, Tone.UNINTENDED}), frozenset({Tone.PRECONDITION})]
    labels, smaller = dutch_labels(count), dutch_labels(count, seed=3)
    nodes = [
        Node(
            f"n{at}",
            label,
            chance.choice(COLUMNS).key,
            note=smaller[at] if at % 5 == 0 else "",
            whom=smaller[at] if at % 3 == 0 else "",
            tones=tones[0] if at % 4 else chance.choice(tones),
            badges=(smaller[at],) if at % 7 == 0 else (),
        )
        for at, label in enumerate(labels)
    ]
    return spec(nodes, [])


def parse(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in parse(picture).iter(f"{SVG}text")]
