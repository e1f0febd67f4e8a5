"""What `make run` does: bring the database up to date, make the demo plans once, serve.

These are three commands of impactplan. They run in one process because importing the application takes longer
than the first two together.
"""

import os
import sys

from impactplan.cli import main

commands = [["db", "upgrade"], ["demo"], ["run", *sys.argv[1:]]]
if os.environ.get("IMPACTPLAN_ENV") == "production":
    commands.remove(["demo"])  # refused there: everybody knows its passwords
for command in commands:
    sys.argv[1:] = command
    main()
