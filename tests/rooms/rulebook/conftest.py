from pathlib import Path

import pytest

from doorstep.rulebook.io import load_pack

POLICY = Path(__file__).resolve().parents[3] / "policy" / "shanghai"


@pytest.fixture(scope="session")
def policy_dir():
    return POLICY


@pytest.fixture(scope="session")
def shanghai():
    return load_pack(POLICY)
