"""The plan and the round with one of each thing, for tests that try every address."""

from tests.security.test_methods import values  # noqa: F401  # a fixture
