from __future__ import annotations

import pytest
from entities.own_names import gold_dictionary, table

from voc import entities


@pytest.fixture(scope="session")
def sample() -> entities.Entities:
    return entities.load(gold_dictionary("sample"))


@pytest.fixture(scope="session")
def other() -> entities.Entities:
    return entities.load(gold_dictionary("other"))


@pytest.fixture(scope="session")
def empty() -> entities.Entities:
    return entities.load(table([]))
