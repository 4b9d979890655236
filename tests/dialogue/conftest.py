"""What the tests of dialogue share: one planted conversation, convened once."""

import pytest

from convenor.dialogue import convene
from tests.dialogue.made_up import planted


@pytest.fixture(scope="session")
def conversation():
    return planted()[0]


@pytest.fixture(scope="session")
def dialogue(conversation):
    return convene(conversation, sweeps=40)
