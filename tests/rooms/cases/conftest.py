"""What the tests of cases share: the small city with a desk, a clerk and a resident."""

import pytest
from applications import Desk
from fixtures_city import BEIXINJING


@pytest.fixture
def desk(small_city):
    return Desk(small_city)


@pytest.fixture
def clerk(small_city):
    return small_city.clerk(BEIXINJING)


@pytest.fixture
def resident(small_city):
    return small_city.resident()
