"""The people of the demo: account, name, library, role."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    account: str
    name: str
    organisation: str
    role: str
    does: str
    """What the printed list of accounts says."""

    @property
    def email(self) -> str:
        return f"{self.account}@{DOMAIN}"


MERENRIJK = "Bibliotheek Merenrijk"
HEUVELSTROOM = "Bibliotheek Heuvelstroom"
KUSTLIJN = "Bibliotheek Kustlijn"

PEOPLE = (
    Person("deelnemer", "Sanne Visser", MERENRIJK, "participant", "deelnemer: eigenaar van het plan Digitaal Mee"),
    Person("collega", "Bram de Wit", MERENRIJK, "participant", "medeauteur van Digitaal Mee"),
    Person("intervisie", "Fatima el Amrani", HEUVELSTROOM, "participant", "deelnemer in dezelfde intervisiegroep"),
    Person("lezer", "Joke Hendriks", MERENRIJK, "", "lezer van Digitaal Mee"),
    Person("trainer", "Marit Kuipers", "Impactacademie", "trainer", "trainer van ronde 1"),
    Person("trainer2", "Daan Postma", "Impactacademie", "trainer", "trainer van ronde 2"),
    Person("coordinator", "Els Jansen", "Impactacademie", "coordinator", "coördinator van beide rondes"),
    Person("beheer", "Ruben Smit", "Impactacademie", "administrator", "beheerder"),
    Person("ander", "Noor Bakker", KUSTLIJN, "participant", "deelnemer van ronde 2"),
)
