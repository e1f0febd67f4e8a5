"""Write down every page, mail and printed document of the demo, to compare before and after a change of the code.

``python -m bench.snapshot FOLDER`` writes one file a page; ``python -m bench.snapshot --compare BEFORE AFTER`` prints
what differs and exits 1 if anything does. It runs in an older checkout too, once it is copied there: ``cp -r
bench/snapshot OLDER/bench/ && cd OLDER && .venv/bin/python -m bench.snapshot FOLDER``.

The comparison reads HTML as a browser shows it: outside ``pre`` and ``textarea`` a run of white space is one space, and
none stands before the end of a tag. What is no HTML, mail among it, is compared to the letter. Words that were renamed
in classes and ids can be given, ``--compare BEFORE AFTER working=calculation lacks=missing``: inside tags, the old word
between two hyphens, underscores, quotes or spaces then reads as the new one.

Each language gets a demo of its own, at a moment at which the clock stands still. Every account of the demo that is
worth a look, and a visitor without one, opens the GET routes of the URL map with the ids that the database holds, and
from there follows each link. Of links that differ only in the row of a plan that they open, the first is followed; the
history of a field is opened once. A second page of one name is called ``NAME (2)``. What is written after that
(invitations, mail to a round, sign-in, …) fills the outbox; WeasyPrint is replaced by something that keeps the HTML it
is given. The worker is the app's extension ``impactplan-queue``; its daily task is run at some later days.

Random ids are counted upwards instead, so that rows sort as they were made. In what is written down an id reads as its
table and its rank there, an id that stands for no row as ``new-1``, ``new-2`` in the order of the page; tokens, CSRF
tokens, digests and the hashes in the names of assets lose their value.
"""
