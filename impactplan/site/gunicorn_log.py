"""Gunicorn's own lines in the form of ours: for ``logger_class`` in its configuration."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from impactplan.config import in_production
from impactplan.site.log import configure_logging


class GunicornLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Hands on what gunicorn says, which names addresses of requests, to what takes them out."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True
        configure_logging(production=in_production())
