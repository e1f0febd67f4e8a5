"""``python -m impactplan.cli``: how the server starts its worker."""

from __future__ import annotations

from impactplan.cli import main

main()
