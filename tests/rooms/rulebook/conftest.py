from pathlib import Path

import pytest
from hypothesis import settings

from doorstep.rulebook.io import load_pack

POLICY = Path(__file__).resolve().parents[3] / "policy" / "shanghai"


@pytest.fixture(scope="session")
def policy_dir():
    return POLICY


@pytest.fixture(scope="session")
def shanghai():
    return load_pack(POLICY)


def tries(count):
    """So many examples in every run, and in the nightly one as many as its profile says."""
    house = settings.get_profile("house").max_examples
    return settings(max_examples=max(count, count * settings.default.max_examples // house), deadline=None)
