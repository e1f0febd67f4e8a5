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
    signed_in: bool = True
    """Whether they have ever been there."""

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
    Person("intervisie", "Fatima el Amrani", HEUVELSTROOM, "participant", "deelnemer in dezelfde intervisiegroep"),
    Person("lezer", "Joke Hendriks", MERENRIJK, "", "lezer van Digitaal Mee"),
    Person("trainer", "Marit Kuipers", "Impactacademie", "trainer", "trainer van ronde 1"),
    Person("trainer2", "Daan Postma", "Impactacademie", "trainer", "trainer van ronde 2"),
    Person("coordinator", "Els Jansen", "Impactacademie", "coordinator", "coördinator van beide rondes"),
    Person("beheer", "Ruben Smit", "Impactacademie", "administrator", "beheerder"),
    Person("ander", "Noor Bakker", KUSTLIJN, "participant", "deelnemer van ronde 2"),
    Person("taalhuis", "Pieter Hoekstra", RIVIERDAL, "participant", "deelnemer van ronde 1, halverwege module 3"),
    Person("uitvaller", "Tom Leenders", ZANDHORST, "participant", "deed mee aan ronde 1 en is gestopt"),
    Person("leeg", "Dirk-Jan Mulder", TWEE_BRUGGEN, "participant", "deelnemer van ronde 2 met een leeg plan"),
    Person("y.bouali", "Yasmina Bouali", RIVIERDAL, "participant"),
    Person("h.vos", "Hanneke Vos", DE_VESTING, "participant"),
    Person("m.kramer", "Marloes Kramer", VEENSTREEK, "participant"),
    Person("a.yildiz", "Ahmet Yıldız", VEENSTREEK, "participant"),
    Person("i.scholten", "Inge Scholten", HOUTSTAD, "participant"),
    Person("j.baas", "Jeroen Baas", NOORDEILAND, "participant"),
    Person("c.pinas", "Chantal Pinas", LINDENHAGE, "participant"),
    Person("k.mulder", "Karin Mulder", LINDENHAGE, "participant", signed_in=False),
    Person("r.timmermans", "Roos Timmermans", WESTKREEK, "participant"),
    Person("m.kaya", "Mehmet Kaya", WESTKREEK, "participant"),
    Person("l.brouwer", "Lotte Brouwer", DE_OVERTUIN, "participant"),
    Person("a.idrissi", "Aicha Idrissi", TWEE_BRUGGEN, "participant", signed_in=False),
)
