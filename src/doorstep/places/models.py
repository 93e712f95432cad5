"""地方. Where the city's services stand: districts, streets, centres, bodies, and which days are worked.

Codes of the national lists are primary keys here, so that a street is filtered by its code without a join and so that
data of other rooms can be read beside the city's own tables. Names change, codes stay: names are dated rows.
"""

from django.db import models
from django.db.models import F, Q

from doorstep.rows import DatedQuerySet, choices, in_order

from .logic import Confidence, DayKind, Level


class District(models.Model):
    """区. One of the sixteen; six-digit code of GB/T 2260."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Street(models.Model):
    """街道. A sub-district or town (街镇); nine-digit statistics code. Its names are dated: `StreetName`."""

    code = models.CharField(max_length=9, primary_key=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="streets")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__startswith=F("district")), name="places_street_in_its_district")
        ]

    def __str__(self) -> str:
        return self.code


class StreetName(models.Model):
    """街镇名称. What a street was called, from day to day; some names of 2018 are approximate and say so."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField(null=True)
    confidence = models.CharField(max_length=12, choices=choices(Confidence))
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("places_streetname_in_order"),
            models.UniqueConstraint(fields=["street", "first"], name="places_streetname_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.first}–{self.last or ''})"


class Neighbourhood(models.Model):
    """居委会. A neighbourhood or village committee of one street."""

    code = models.CharField(max_length=12, primary_key=True)
    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="neighbourhoods")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    confidence = models.CharField(max_length=12, choices=choices(Confidence))

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Centre(models.Model):
    """社区事务受理服务中心. One main centre a street, and branch centres where they are known. `name` is the latest of
    its names; a centre is renamed with its street: `CentreName`."""

    code = models.CharField(max_length=20, primary_key=True)
    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="centres")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    is_main = models.BooleanField()
    address = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=12, choices=choices(Confidence))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street"], condition=Q(is_main=True), name="places_centre_one_main_each")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CentreName(models.Model):
    """中心名称. What a centre was called, from day to day."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("places_centrename_in_order"),
            models.UniqueConstraint(fields=["centre", "first"], name="places_centrename_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.first}–{self.last or ''})"


class Window(models.Model):
    """窗口. A numbered window of a centre; any window takes any item, so it has no list of items."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="windows")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="places_window_one_number_each")]

    def __str__(self) -> str:
        return f"{self.centre_id}-{self.number:02}"


class OpeningHours(models.Model):
    """开放时间. When residents may come, 365 days a year: one row for working days, one for rest days.

    A row without a centre is the city's rule; a centre's own row goes before it. Not the calendar of legal clocks.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="hours")
    day_kind = models.CharField(max_length=12, choices=choices(DayKind))
    opens = models.TimeField()
    closes = models.TimeField()
    first = models.DateField()
    last = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=12, choices=choices(Confidence))
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("places_hours_in_order"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="places_hours_close_after_opening"),
            models.UniqueConstraint(fields=["centre", "day_kind", "first"], name="places_hours_one_a_day"),
            models.UniqueConstraint(
                fields=["day_kind", "first"], condition=Q(centre__isnull=True), name="places_hours_city_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id or '*'} {self.day_kind} {self.opens}–{self.closes}"


class CalendarEdition(models.Model):
    """日历版本. One act that changed the working-day calendar; its number is what caches and open deadlines compare."""

    number = models.PositiveIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    source = models.CharField(max_length=200)
    changed_days = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)  # of the whole table after this act (kernel DayTable)
    file_digest = models.CharField(max_length=64, blank=True)  # of the policy files it was loaded from, if it was

    def __str__(self) -> str:
        return f"calendar {self.number}"


class CalendarDay(models.Model):
    """工作日例外. A day that breaks the weekday rule: a holiday (not worked) or a make-up day (调休, worked)."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name_zh = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(CalendarEdition, on_delete=models.PROTECT, related_name="days")

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.working else '-'}"


class PublishedYear(models.Model):
    """已公布年份. A year whose State Council notice is in the table; other years are computed and say so (推算)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(CalendarEdition, on_delete=models.PROTECT, related_name="years")

    def __str__(self) -> str:
        return str(self.year)


class Department(models.Model):
    """部门. A line of government (civil affairs, medical insurance …) under the name that it has latest; its bodies,
    dated and at each level, are `Body`."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Body(models.Model):
    """机构. A department at one level: the city's, a district's bureau, a street's office. Dated, because departments
    were re-organised; whoever decides on a day must exist on that day."""

    code = models.CharField(max_length=40, primary_key=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="bodies")
    level = models.CharField(max_length=10, choices=choices(Level))
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="bodies")
    street = models.ForeignKey(Street, on_delete=models.PROTECT, null=True, related_name="bodies")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    first = models.DateField()
    last = models.DateField(null=True)
    confidence = models.CharField(max_length=12, choices=choices(Confidence))
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("places_body_in_order"),
            models.CheckConstraint(
                name="places_body_place_of_its_level",
                condition=(
                    Q(level=Level.CITY, district__isnull=True, street__isnull=True)
                    | Q(level=Level.DISTRICT, district__isnull=False, street__isnull=True)
                    | Q(level=Level.STREET, district__isnull=False, street__isnull=False)
                ),
            ),
        ]
        indexes = [models.Index(fields=["department", "level", "district", "street"], name="places_body_for")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
