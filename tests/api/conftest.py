"""Machines at the API of the small city, which stands on 13 February 2018."""

import pytest
from django.core.cache import cache
from fixtures_city import BEIXINJING
from machines import TODAY, Machine, complete


@pytest.fixture(autouse=True)
def the_house_stands_in_2018(settings):
    from doorstep.wire.moment import offset_to

    settings.CLOCK_OFFSET_SECONDS = offset_to(TODAY)
    cache.clear()


@pytest.fixture
def clerk(small_city):
    return Machine(small_city.clerk(BEIXINJING))


@pytest.fixture
def applicant(small_city):
    return small_city.resident()


@pytest.fixture
def application(applicant):
    """A complete application for low-income support, to be accepted at once."""
    return complete("MZ-001", applicant)
