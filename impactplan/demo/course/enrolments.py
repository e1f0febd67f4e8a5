"""The enrolments and staff of the rounds of the demo: group, plan and state of each."""

from __future__ import annotations

from dataclasses import dataclass

from impactplan.demo.accounts import (
    DE_OVERTUIN,
    DE_VESTING,
    DOMAIN,
    HEUVELSTROOM,
    HOUTSTAD,
    KUSTLIJN,
    LINDENHAGE,
    MERENRIJK,
    NOORDEILAND,
    POLDERRAND,
    RIVIERDAL,
    TWEE_BRUGGEN,
    VEENSTREEK,
    WESTKREEK,
    ZANDHORST,
)

FIRST, SECOND = 1, 2
LISTED, INVITED, TAKING_PART, DROPPED_OUT = "listed", "invited", "taking part", "dropped out"


@dataclass(frozen=True)
class DemoEnrolment:
    """An enrolment in a round. Whoever has not accepted yet has no account: their name is given here."""

    round: int
    account: str
    organisation: str
    group: str = ""
    plan: str | None = None
    state: str = TAKING_PART
    together: bool = False
    name: str = ""
    since: int = 0
    """How many days ago they were invited, or dropped out."""

    @property
    def email(self) -> str:
        return f"{self.account}@{DOMAIN}"


GROUPS = {FIRST: ("Intervisiegroep 1", "Intervisiegroep 2"), SECOND: ("Intervisiegroep Oost", "Intervisiegroep West")}
G1, G2 = GROUPS[FIRST]
EAST, WEST = GROUPS[SECOND]

STAFF = (
    (FIRST, "trainer", "trainer", "06 5555 0123, op werkdagen tot 17:00 uur"),
    (SECOND, "trainer2", "trainer", "Bel me gerust: 06 5555 0456"),
    (SECOND, "trainer", "trainer", "06 5555 0123, op werkdagen tot 17:00 uur"),
    (FIRST, "coordinator", "coordinator", ""),
    (SECOND, "coordinator", "coordinator", ""),
)
"""Round, account, role, how to reach them."""

ENROLMENTS = (
    DemoEnrolment(FIRST, "deelnemer", MERENRIJK, G1, "digitaal-mee", together=True),
    DemoEnrolment(FIRST, "collega", MERENRIJK, G1, "digitaal-mee", together=True),
    DemoEnrolment(FIRST, "intervisie", HEUVELSTROOM, G1, "samen-lezen"),
    DemoEnrolment(FIRST, "taalhuis", RIVIERDAL, G1, "taalhuis-rivier", together=True),
    DemoEnrolment(FIRST, "y.bouali", RIVIERDAL, G1, "taalhuis-rivier", together=True),
    DemoEnrolment(FIRST, "h.vos", DE_VESTING, G1, "vraagpunt"),
    DemoEnrolment(FIRST, "uitvaller", ZANDHORST, G1, "zandhorst-leest", DROPPED_OUT, since=31),
    DemoEnrolment(FIRST, "m.kramer", VEENSTREEK, G2, "loopbaanplein", together=True),
    DemoEnrolment(FIRST, "a.yildiz", VEENSTREEK, G2, "loopbaanplein", together=True),
    DemoEnrolment(FIRST, "i.scholten", HOUTSTAD, G2, "lange-leestafel", together=True),
    DemoEnrolment(FIRST, "w.dekker", HOUTSTAD, G2, None, INVITED, together=True, name="Wouter Dekker", since=6),
    DemoEnrolment(FIRST, "j.baas", NOORDEILAND, G2, "voorlezen-eiland"),
    DemoEnrolment(FIRST, "c.pinas", LINDENHAGE, G2, "maakplaats", together=True),
    DemoEnrolment(FIRST, "k.mulder", LINDENHAGE, G2, "maakplaats", together=True),
    DemoEnrolment(FIRST, "s.verhoeven", DE_VESTING, "", None, LISTED, together=True, name="Sem Verhoeven"),
    DemoEnrolment(SECOND, "ander", KUSTLIJN, EAST, "taal-aan-zee"),
    DemoEnrolment(SECOND, "r.timmermans", WESTKREEK, EAST, "digitaal-op-weg", together=True),
    DemoEnrolment(SECOND, "m.kaya", WESTKREEK, WEST, "digitaal-op-weg", together=True),
    DemoEnrolment(SECOND, "l.brouwer", DE_OVERTUIN, EAST, "tieners-lezen"),
    DemoEnrolment(SECOND, "leeg", TWEE_BRUGGEN, WEST, "rekenen-samen", together=True),
    DemoEnrolment(SECOND, "a.idrissi", TWEE_BRUGGEN, WEST, "rekenen-samen", together=True),
    DemoEnrolment(SECOND, "j.prins", POLDERRAND, "", None, INVITED, together=True, name="Johan Prins", since=16),
    DemoEnrolment(SECOND, "s.hofman", POLDERRAND, "", None, INVITED, together=True, name="Simone Hofman", since=9),
    DemoEnrolment(SECOND, "n.dijkstra", ZANDHORST, "", None, LISTED, name="Nienke Dijkstra"),
)
