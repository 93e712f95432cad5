"""Saved filters: of one person, shared at one place of work, changed by their owner alone, each change on record."""

import pytest
from fixtures_city import BEIXINJING, KANGJIAN, moment

from doorstep.cases import public as cases
from doorstep.ledger.models import Event

AT = moment("2018-02-13 10:00")
ASKED = {"view": "all", "light": "overdue"}


class TestSavedFilter:
    def test_is_used_by_colleagues_of_the_place_when_shared_and_changed_by_its_owner(self, small_city):
        owner, colleague, away = small_city.clerk(), small_city.clerk(BEIXINJING), small_city.clerk(KANGJIAN)
        own = cases.save_filter(name="我的", asked=ASKED, by=owner, at=AT)
        shared = cases.save_filter(name=" 超期 ", asked=ASKED, shared=True, by=owner, at=AT)

        assert [(row.name, row.mine) for row in cases.filters_of(owner)] == [("我的", True), ("超期", True)]
        assert [(row.name, row.mine, row.asked) for row in cases.filters_of(colleague)] == [("超期", False, ASKED)]
        assert cases.filters_of(away) == ()

        cases.begin_with(filter_id=shared, by=colleague, at=AT)
        assert [row.first for row in cases.filters_of(colleague)] == [True]
        assert not any(row.first for row in cases.filters_of(owner))
        cases.rename_filter(filter_id=shared, name="已超期", by=owner, at=AT)
        assert [(row.name, row.formerly) for row in cases.filters_of(colleague)] == [("已超期", "超期")]
        for wrong in (
            lambda: cases.rename_filter(filter_id=shared, name="别的", by=colleague, at=AT),
            lambda: cases.remove_filter(filter_id=shared, by=colleague, at=AT),
            lambda: cases.begin_with(filter_id=own, by=colleague, at=AT),
            lambda: cases.begin_with(filter_id=shared, by=away, at=AT),
        ):
            with pytest.raises(cases.UnknownFilter):
                wrong()
        for name in ("我的", "  "):
            with pytest.raises(cases.FilterNameTaken):
                cases.rename_filter(filter_id=shared, name=name, by=owner, at=AT)

        assert cases.save_filter(name="我的", asked={"view": "mine"}, first=True, by=owner, at=AT) == own
        assert next((row.asked, row.first) for row in cases.filters_of(owner)) == ({"view": "mine"}, True)
        cases.begin_with(filter_id=None, by=owner, at=AT)
        cases.remove_filter(filter_id=shared, by=owner, at=AT)
        assert cases.filters_of(colleague) == () and not any(row.first for row in cases.filters_of(owner))
        told = Event.objects.filter(chain__startswith="filters:").order_by("id").values_list("what", flat=True)
        assert list(told) == [
            "filter.saved", "filter.saved", "filter.first", "filter.renamed", "filter.changed", "filter.first",
            "filter.removed",
        ]  # fmt: skip
