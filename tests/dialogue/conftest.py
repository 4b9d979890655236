"""What the tests of dialogue share: one planted conversation, convened once."""

import pytest

from convenor.dialogue import convene
from tests.action.exports.conftest import browser  # noqa: F401  (the fixture, for the report and the ballot)
from tests.dialogue.made_up import planted


@pytest.fixture(scope="session")
def conversation():
    return planted()[0]


@pytest.fixture(scope="session")
def dialogue(conversation):
    return convene(conversation, sweeps=40)
