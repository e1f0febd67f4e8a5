"""The people of the workbook's tests, each with a page open."""

from tests.workbook.conftest import karel, olga

__all__ = ["karel", "olga"]
