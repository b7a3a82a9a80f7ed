# SPDX-License-Identifier: MIT
import random

import pytest


@pytest.fixture(scope="session")
def animals():
    """Lines about two things, each with words of its own."""
    random.seed(7)
    pets = "cat dog hamster paw fur tail purr bark".split()
    boats = "sail mast keel anchor harbour tide rope deck".split()
    return [" ".join(random.choices(kind, k=9) + ["the"])
            for _ in range(400) for kind in (pets, boats)]


@pytest.fixture
def corpus(animals, tmp_path):
    file = tmp_path / "corpus.txt"
    file.write_text("\n".join(animals) + "\n")
    return file
