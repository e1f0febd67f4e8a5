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
    does: str = ""
    """What the printed list of accounts says; without it, it is not in that list."""
    seen: float | None = 2.5
    """How many days ago they last signed in; None: they never did."""

    @property
    def email(self) -> str:
        return f"{self.account}@{DOMAIN}"


MERENRIJK = "Bibliotheek Merenrijk"
HEUVELSTROOM = "Bibliotheek Heuvelstroom"
KUSTLIJN = "Bibliotheek Kustlijn"
RIVIERDAL = "Bibliotheek Rivierdal"
DE_VESTING = "Bibliotheek De Vesting"
ZANDHORST = "Bibliotheek Zandhorst"
VEENSTREEK = "Bibliotheek Veenstreek"
HOUTSTAD = "Bibliotheek Houtstad"
NOORDEILAND = "Bibliotheek Noordeiland"
LINDENHAGE = "Bibliotheek Lindenhage"
WESTKREEK = "Bibliotheek Westkreek"
DE_OVERTUIN = "Bibliotheek De Overtuin"
POLDERRAND = "Bibliotheek Polderrand"
TWEE_BRUGGEN = "Bibliotheek Twee Bruggen"

PEOPLE = (
    Person("deelnemer", "Sanne Visser", MERENRIJK, "participant", "deelnemer: eigenaar van het plan Digitaal Mee"),
    Person("collega", "Bram de Wit", MERENRIJK, "participant", "medeauteur van Digitaal Mee"),
    Person(
        "intervisie", "Fatima el Amrani", HEUVELSTROOM, "participant", "deelnemer in dezelfde intervisiegroep", seen=8.1
    ),
    Person("lezer", "Joke Hendriks", MERENRIJK, "", "lezer van Digitaal Mee"),
    Person("trainer", "Marit Kuipers", "Impactacademie", "trainer", "trainer van ronde 1", seen=0.8),
    Person("trainer2", "Daan Postma", "Impactacademie", "trainer", "trainer van ronde 2"),
    Person("coordinator", "Els Jansen", "Impactacademie", "coordinator", "coördinator van beide rondes", seen=0.2),
    Person("beheer", "Ruben Smit", "Impactacademie", "administrator", "beheerder"),
    Person("ander", "Noor Bakker", KUSTLIJN, "participant", "deelnemer van ronde 2", seen=2.1),
    Person(
        "taalhuis", "Pieter Hoekstra", RIVIERDAL, "participant", "deelnemer van ronde 1, halverwege module 3", seen=0.5
    ),
    Person("uitvaller", "Tom Leenders", ZANDHORST, "participant", "deed mee aan ronde 1 en is gestopt", seen=47.1),
    Person("leeg", "Dirk-Jan Mulder", TWEE_BRUGGEN, "participant", "deelnemer van ronde 2 met een leeg plan", seen=3.2),
    Person("y.bouali", "Yasmina Bouali", RIVIERDAL, "participant", seen=0.4),
    Person("h.vos", "Hanneke Vos", DE_VESTING, "participant", seen=11.1),
    Person("m.kramer", "Marloes Kramer", VEENSTREEK, "participant", seen=6.4),
    Person("a.yildiz", "Ahmet Yıldız", VEENSTREEK, "participant", seen=2.3),
    Person("i.scholten", "Inge Scholten", HOUTSTAD, "participant", seen=5.1),
    Person("j.baas", "Jeroen Baas", NOORDEILAND, "participant", seen=38.2),
    Person("c.pinas", "Chantal Pinas", LINDENHAGE, "participant", seen=1.5),
    Person("k.mulder", "Karin Mulder", LINDENHAGE, "participant", seen=None),
    Person("r.timmermans", "Roos Timmermans", WESTKREEK, "participant", seen=1.1),
    Person("m.kaya", "Mehmet Kaya", WESTKREEK, "participant", seen=0.9),
    Person("l.brouwer", "Lotte Brouwer", DE_OVERTUIN, "participant", seen=4.1),
    Person("a.idrissi", "Aicha Idrissi", TWEE_BRUGGEN, "participant", seen=None),
)
