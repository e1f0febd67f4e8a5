"""More themes of small plans; those of plans that were only just begun have few words."""

from __future__ import annotations

from typing import Any

from impactplan.demo.course.themes import Effect, Theme

LEESTAFEL = Theme(
    ambition="Oudere inwoners van Houtstad kennen weer iemand bij wie ze kunnen aanbellen.",
    area="Houtstad-Centrum",
    statement="Vier op de tien 75-plussers in Houtstad-Centrum spreken op een gewone dag niemand.",
    concerned="Alleenwonende 75-plussers",
    size=860,
    unit="inwoners",
    source="Gezondheidsmonitor ouderen (fictief)",
    causes="- Partner of vrienden overleden\n- Minder mobiel\n- Het buurthuis is dicht",
    challenge="lifelong_learning",
    group="Alleenwonende 75-plussers",
    helper="Gastvrouwen en gastheren",
    partner="Ouderenbond en huisartsenpost",
    funder="Zorgverzekeraar en gemeente",
    hours=310,
    activities=("De lange leestafel, elke woensdag", "Voorlezen uit de eigen wijk"),
    output=("Middagen aan de leestafel", 46, "middagen"),
    effects=(
        Effect(
            *("Gasten kennen elkaar bij naam", "knowledge", "short"),
            *("Vaste plaatsen en een vaste dag maken namen gewoon", "Aantal namen dat een gast kent"),
            *("namen", "1", "5"),
        ),
        Effect(
            *("Gasten spreken buiten de woensdag met elkaar af", "behaviour", "mid"),
            *("Wie een naam kent, belt eerder aan", "% dat buiten de leestafel heeft afgesproken"),
            *("%", "10", "40"),
        ),
        Effect(
            *("Gasten voelen zich minder eenzaam", "situation", "mid"),
            "Afspreken helpt alleen als het van twee kanten komt",
        ),
    ),
    impact="In Houtstad wordt niemand ongewild alleen oud",
    story="Eerst een plek aan tafel, dan een naam, dan een deurbel.",
    question="Gaan mensen hierdoor minder vaak naar de huisarts?",
    data="Gastenboek van de leestafel",
    survey="Kort gesprek in het voorjaar en het najaar",
    people=60,
)

VOORLEZEN = Theme(
    ambition="Op Noordeiland wordt in elk gezin met een baby voorgelezen.",
    area="Noordeiland",
    statement="In een derde van de gezinnen met een baby op Noordeiland ligt geen enkel boek.",
    concerned="Gezinnen met kinderen tot vier jaar",
    size=140,
    unit="gezinnen",
    source="Telling van het consultatiebureau (fictief)",
    causes="- Ouders denken dat een baby er te jong voor is\n- De bibliotheek is een boottocht ver",
    challenge="literate_society",
    group="Ouders met een baby",
    helper="Verpleegkundigen van het consultatiebureau",
    partner="Kinderopvang op het eiland",
    funder="Gemeente Noordeiland",
    hours=190,
    activities=("Boekje en gesprek bij de controle van vier maanden", "Voorleesuur op de kinderopvang"),
    output=("Gezinnen met een boekenpakket", 120, "gezinnen"),
    effects=(
        Effect(
            *("Ouders weten dat voorlezen vanaf vier maanden zin heeft", "knowledge", "short"),
            "De verpleegkundige wordt geloofd",
        ),
        Effect(
            *("Ouders lezen elke dag voor", "behaviour", "short"),
            "Met een boek bij het bed is de drempel laag",
        ),
    ),
    impact="Elk kind op het eiland begint met taal aan school",
    story="",
    question="Hebben kinderen straks minder vaak een taalachterstand?",
    data="Lijst van uitgedeelde pakketten",
    survey="",
)

MAAKPLAATS = Theme(
    ambition="Kinderen in Lindenhage ontdekken dat ze iets kunnen maken dat er nog niet was.",
    area="Lindenhage-Zuid",
    statement="Kinderen in Lindenhage-Zuid komen buiten school zelden in aanraking met techniek en maken.",
    concerned="Kinderen van 8 tot 12 jaar",
    size=740,
    unit="kinderen",
    source="Jeugdmonitor (fictief)",
    causes="- Clubs kosten geld\n- Geen werkplaats in de buurt\n- Ouders die er zelf nooit mee in aanraking kwamen",
    challenge="information_society",
    group="Kinderen van 8 tot 12 jaar",
    helper="Makers en stagiairs",
    partner="Vier basisscholen",
    funder="Fonds voor jeugdcultuur",
    hours=540,
    activities=("Open werkplaats op woensdagmiddag", "Maaklessen op school"),
    output=("Kinderen in de werkplaats", 260, "kinderen"),
    effects=(
        Effect(
            *("Kinderen bedenken en bouwen iets van begin tot eind", "skill", "short"),
            *("Een half af ding mag blijven staan tot volgende week", "% dat een eigen ontwerp afmaakt"),
            *("%", "35", "70"),
        ),
        Effect(
            *("Kinderen proberen opnieuw als iets mislukt", "behaviour", "short"),
            *("In de werkplaats hangt ook wat mislukte", "Keren opnieuw proberen, geteld per middag"),
            *("keer", "0.8", "2"),
        ),
        Effect(
            *("Kinderen zien zichzelf als iemand die iets kan maken", "confidence", "mid"),
            *("Wie vaak genoeg iets afmaakt, gelooft het", "Score ‘ik kan iets maken’ (1–5)"),
            *("score 1–5", "2.9", "3.8"),
        ),
    ),
    impact="In Lindenhage kiezen kinderen hun toekomst niet op postcode",
    story="Iets afmaken dat van jou is, en het dan laten zien: zo groeit een maker.",
    question="Bereiken jullie ook de kinderen die nergens anders komen?",
    data="Aanmeldlijst van de werkplaats",
    survey="Vijf vragen aan het eind van een reeks",
    people=200,
)

BEGUN: dict[str, dict[str, dict[str, Any]]] = {
    "digitaal-op-weg": {
        "purpose": {
            "ambition": "Wie in Westkreek een telefoon heeft, kan er ook veilig alles mee wat nodig is.",
            "motives": ("learn", "account"),
            "scope": "programme",
            "area": "Westkreek en omstreken",
        },
        "challenge": {
            "statement": "Steeds meer loketten in Westkreek gaan dicht, terwijl veel inwoners de app niet vertrouwen.",
            "group_concerned": "Inwoners van 60 jaar en ouder zonder digitale hulp",
            "national_challenge": "information_society",
        },
    },
    "tieners-lezen": {
        "purpose": {"ambition": "Tieners in De Overtuin lezen ook als het niet moet.", "motives": ("learn",)},
    },
    "zandhorst-leest": {
        "purpose": {
            "ambition": "Meer gezinnen in Zandhorst komen samen naar de bibliotheek.",
            "motives": ("choose",),
            "scope": "activity",
            "area": "Zandhorst",
        },
        "challenge": {"statement": "In Zandhorst daalt het aantal jeugdleden sinds vijf jaar."},
    },
}
"""The sheets of plans that are hardly more than begun."""
