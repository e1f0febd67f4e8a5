"""What the demo's participant wrote for herself, after the first two modules."""

from __future__ import annotations

REFLECTIONS = {
    1: {
        "learned": (
            "Ik dacht dat we precies wisten wat we deden. Toen we de pijlen tekenden, bleek dat niemand kon zeggen "
            "waarom het spreekuur tot *zelf doen* zou leiden. We leveren veel op, maar wat er verandert, stond nergens."
        ),
        "changes": "Ik begin elk nieuw plan voortaan aan de rechterkant: wat moet er anders zijn, en voor wie?",
        "question": "Hoe betrekken jullie cursisten bij de theory of change, zonder dat het een examen wordt?",
        "visibility": "group",
    },
    2: {
        "learned": (
            "Minder meten is moeilijker dan meer meten. Van de veertien indicatoren die we bedachten, zijn er acht over."
        ),
        "changes": "Docenten vullen geen formulieren meer in voor cursisten. Dat deden ze met de beste bedoelingen.",
        "question": "Mag ik een percentage noemen als er maar twaalf naasten zijn geïnterviewd?",
        "visibility": "trainer",
    },
}
