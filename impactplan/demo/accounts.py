"""The accounts of the demo: name, library and role of each person."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "demo.example"


@dataclass(frozen=True)
class DemoAccount:
    account: str
    """The first part of the address, by which the rest of the demo names it."""
    name: str
    organisation: str
    role: str
    does: str = ""
    """The description in the printed list of accounts; without one the account is not listed."""
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

ACCOUNTS = (
    DemoAccount("deelnemer", "Sanne Visser", MERENRIJK, "participant", "deelnemer: eigenaar van het plan Digitaal Mee"),
    DemoAccount("collega", "Bram de Wit", MERENRIJK, "participant", "medeauteur van Digitaal Mee"),
    DemoAccount(
        "intervisie", "Fatima el Amrani", HEUVELSTROOM, "participant", "deelnemer in dezelfde intervisiegroep", seen=8.1
    ),
    DemoAccount("lezer", "Joke Hendriks", MERENRIJK, "", "lezer van Digitaal Mee"),
    DemoAccount("trainer", "Marit Kuipers", "Impactacademie", "trainer", "trainer van beide rondes", seen=0.8),
    DemoAccount("trainer2", "Daan Postma", "Impactacademie", "trainer", "trainer van ronde 2"),
    DemoAccount("coordinator", "Els Jansen", "Impactacademie", "coordinator", "coördinator van beide rondes", seen=0.2),
    DemoAccount("beheer", "Ruben Smit", "Impactacademie", "administrator", "beheerder"),
    DemoAccount("ander", "Noor Bakker", KUSTLIJN, "participant", "deelnemer van ronde 2", seen=2.1),
    DemoAccount(
        "taalhuis", "Pieter Hoekstra", RIVIERDAL, "participant", "deelnemer van ronde 1, halverwege module 3", seen=0.5
    ),
    DemoAccount("uitvaller", "Tom Leenders", ZANDHORST, "participant", "deed mee aan ronde 1 en is gestopt", seen=47.1),
    DemoAccount(
        "leeg", "Dirk-Jan Mulder", TWEE_BRUGGEN, "participant", "deelnemer van ronde 2 met een leeg plan", seen=3.2
    ),
    DemoAccount("y.bouali", "Yasmina Bouali", RIVIERDAL, "participant", seen=0.4),
    DemoAccount("h.vos", "Hanneke Vos", DE_VESTING, "participant", seen=11.1),
    DemoAccount("m.kramer", "Marloes Kramer", VEENSTREEK, "participant", seen=6.4),
    DemoAccount("a.yildiz", "Ahmet Yıldız", VEENSTREEK, "participant", seen=2.3),
    DemoAccount("i.scholten", "Inge Scholten", HOUTSTAD, "participant", seen=5.1),
    DemoAccount("j.baas", "Jeroen Baas", NOORDEILAND, "participant", seen=38.2),
    DemoAccount("c.pinas", "Chantal Pinas", LINDENHAGE, "participant", seen=1.5),
    DemoAccount("k.mulder", "Karin Mulder", LINDENHAGE, "participant", seen=None),
    DemoAccount("r.timmermans", "Roos Timmermans", WESTKREEK, "participant", seen=1.1),
    DemoAccount("m.kaya", "Mehmet Kaya", WESTKREEK, "participant", seen=0.9),
    DemoAccount("l.brouwer", "Lotte Brouwer", DE_OVERTUIN, "participant", seen=4.1),
    DemoAccount("a.idrissi", "Aicha Idrissi", TWEE_BRUGGEN, "participant", seen=None),
)
