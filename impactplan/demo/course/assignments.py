"""What the demo's course asks in each module, and whom its participants can turn to."""

from __future__ import annotations

TITLE = "Impactmanagement voor bibliotheken"

CONTACTS = (
    ("Els Jansen", "alles over de leergang: datums, plaatsen en groepen", "coordinator@demo.example", "030 555 01 20"),
    ("Ruben Smit", "hulp bij inloggen en bij het werkboek", "beheer@demo.example", "030 555 01 21"),
)
"""Name, what for, address, telephone."""

ASSIGNMENTS: dict[int, tuple[str, str]] = {
    1: (
        "Werk tussen de bijeenkomsten aan je **theory of change**. Begin klein: één activiteit of programma is genoeg.\n\n"
        "1. Vul *Waarom en voor wie* in met een collega die het werk niet doet. Snapt die het, dan is het goed.\n"
        "2. Zoek één cijfer bij je maatschappelijke opgave, met bron en jaar.\n"
        "3. Teken de theory of change van achter naar voren: eerst wat er anders moet zijn, dan pas wat jullie doen.\n"
        "4. Schrijf in je *theory of change* bij elke pijl waarom je denkt dat die klopt.\n\n"
        "Deel je plan met je intervisiegroep, uiterlijk twee dagen voor het webinar. Reken op vier uur werk.",
        "Between the meetings, work on your **theory of change**. Start small: one activity or programme will do.\n\n"
        "1. Fill in *Why and for whom* with a colleague who does not do this work. If they follow it, it is good.\n"
        "2. Find one figure for your societal challenge, with its source and year.\n"
        "3. Draw the theory of change from back to front: first what must be different, only then what you do.\n"
        "4. Write in your *theory of change*, at each arrow, why you believe in it.\n\n"
        "Share your plan with your peer group, two days before the webinar at the latest. It takes about four hours.",
    ),
    2: (
        "Je theory of change staat. Kies nu **wat je gaat meten**, en vooral wat niet.\n\n"
        "1. Kies bij *Prioriteiten* hooguit vier effecten om nu te meten. Schrijf bij de andere waarom ze kunnen wachten.\n"
        "2. Maak per effect één of twee *indicatoren*. Laat ze lezen door iemand die de gegevens moet leveren.\n"
        "3. Kijk eerst bij *Bestaande data*: bibliotheeksysteem, Bibliotheekmonitor, gemeente, CBS.\n"
        "4. Tel je uren op bij *Haalbaarheid*. Past het niet? Schrap een indicator, niet een avond vrij.\n\n"
        "Neem naar de intervisie één vraag mee waar je zelf niet uitkomt.",
        "Your theory of change stands. Now choose **what you will measure**, and above all what you will not.\n\n"
        "1. Choose four outcomes at most to measure now, under *Priorities*. Write at the others why they can wait.\n"
        "2. Make one or two *indicators* for each. Have them read by somebody who must supply the data.\n"
        "3. Look first at *existing data*: library system, national monitor, municipality, statistics.\n"
        "4. Add up your hours under *Feasibility*. Too much? Drop an indicator, not an evening off.\n\n"
        "Bring one question to the peer group that you cannot answer yourself.",
    ),
    3: (
        "Lees je cijfers alsof ze van een ander zijn.\n\n"
        "1. Bepaal bij *Resultaten*, **vooraf** en per indicator, wat tegenvalt (minimum) en wat goed is (streefwaarde), en vraag iemand van de "
        "doelgroep of die het daarmee eens is.\n"
        "2. Voer bij *Resultaten* in wat je tot nu toe hebt gemeten, ook als het weinig is.\n"
        "3. Schat voor één effect *ons aandeel*. Liever laag en uitgelegd dan hoog en betwist.\n"
        "4. Zoek één uitkomst die niemand had bedoeld, en schrijf bij *Rapportage* op wie er last van heeft.\n\n"
        "Tussen module 3 en 4 zitten zeven weken: gebruik ze om bij vijf mensen na te vragen of je het goed leest.",
        "Read your figures as if they were somebody else’s.\n\n"
        "1. Decide under *Results*, **beforehand** and for each indicator, what would be poor (minimum) and what is good (target), and ask "
        "somebody of the target group whether they agree.\n"
        "2. Enter under *Results* what you have measured so far, even if it is little.\n"
        "3. Estimate *our share* in one outcome. Rather low and explained than high and disputed.\n"
        "4. Find one outcome that nobody meant, and write under *Reports* who suffers from it.\n\n"
        "Between modules 3 and 4 lie seven weeks: use them to ask five people whether you read it well.",
    ),
    4: (
        "Van weten naar doen.\n\n"
        "1. Schrijf bij *Leervragen en besluiten* drie vragen op, elk met een regel: *als X onder Y blijft, dan doen we Z*.\n"
        "2. Vul de cultuurscan in met je team, niet alleen. Verschillen in score zijn het gesprek waard.\n"
        "3. Kies voor je *leerritme* een vast moment dat al in de agenda staat, en hang de cijfers daaraan op.\n"
        "4. Bespreek met één collega die twijfelt wat die nodig heeft, en noteer het bij *Draagvlak*.\n\n"
        "De impactboekhouding mag je overslaan als je nog geen heel jaar hebt gemeten: zet de stap dan opzij.",
        "From knowing to doing.\n\n"
        "1. Write down three *learning questions and decisions*, each with a rule: *if X stays below Y, we do Z*.\n"
        "2. Fill in the culture scan with your team, not alone. Differences in score are worth the conversation.\n"
        "3. Choose for your *learning rhythm* a fixed moment that is in the diary already, and hang the figures on it.\n"
        "4. Ask one colleague who doubts what they need, and note it under *Support*.\n\n"
        "You may skip the impact ledger if you have not measured a whole year yet: set the step aside.",
    ),
    5: (
        "Na de leergang moet het doorgaan zonder ons.\n\n"
        "1. Loop de voorwaarden na met je leidinggevende: wat is er, wat ontbreekt, wie regelt het?\n"
        "2. Maak een roadmap van het komende jaar. In de eerste honderd dagen moet er iets zichtbaar gebeuren.\n"
        "3. Geef bij *Taakverdeling* elke taak één naam. Niet jouw naam bij alles.\n"
        "4. Schrijf *één pagina* voor je wethouder of bestuur, en lees hem hardop voor aan iemand van buiten.\n\n"
        "Je presenteert je bladzijde op de laatste bijeenkomst: vijf minuten, één vraag.",
        "After the course it must go on without us.\n\n"
        "1. Go through the conditions with your manager: what is there, what is missing, who sees to it?\n"
        "2. Make a roadmap of the coming year. Within the first hundred days something visible must happen.\n"
        "3. Give each task one name under *Division of tasks*. Not yours at everything.\n"
        "4. Write *one page* for your alderman or board, and read it aloud to somebody from outside.\n\n"
        "You present your page at the last meeting: five minutes, one question.",
    ),
}
"""Per module: in Dutch, in English."""
