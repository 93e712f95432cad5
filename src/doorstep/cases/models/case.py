"""办件. The case itself: who, what, where, by when."""

from django.db import models
from django.db.models import F, Q

from doorstep.cases.logic.stages import FINISHED, OPEN, Stage
from doorstep.cases.logic.words import Kind, MaterialState, Outcome, SpotCheck


def choices(kind: type) -> list[tuple[str, str]]:
    """A closed list as Django wants it."""
    return [(str(value), str(value)) for value in kind]  # type: ignore[attr-defined]


def at_and_by(name: str) -> models.CheckConstraint:
    """When and by whom are both known or both not."""
    at, by = f"{name}_at", f"{name}_by"
    return models.CheckConstraint(
        name=f"cases_case_{name}_at_and_by",
        condition=Q(**{f"{at}__isnull": True, by: ""}) | (Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""})),
    )


class CaseQuerySet(models.QuerySet["Case"]):
    """Chainable filters."""

    def open(self) -> "CaseQuerySet":
        """Cases that somebody still has to decide."""
        return self.filter(stage__in=OPEN)


class Case(models.Model):
    """办件. One applicant, one service item, from the window to the answer.

    Three places and not one: the centre that received (papers stay there), the centre that accepts, the body that
    decides. Pinned to the item's version of the day of receipt; the limit is copied, so that no later pack touches it.
    The dates of the clock are kept here for lists; `services.clocks.set_clock` alone computes them. Who acted is an
    account's key ("account:12"): persons leave, keys stay.
    """

    number = models.CharField(max_length=26)
    query_code = models.CharField(max_length=8)
    idempotency_key = models.CharField(max_length=80)
    content_digest = models.CharField(max_length=64)

    # Every act writes the row anew, and with it a line of each index: what is asked for by a key is answered by those below.
    applicant = models.ForeignKey("people.Resident", on_delete=models.PROTECT, related_name="cases", db_index=False)
    agent_authority = models.ForeignKey("people.AgentAuthority", on_delete=models.PROTECT, null=True, db_index=False)

    item_code = models.CharField(max_length=20)
    item_version = models.PositiveIntegerField()
    item_day = models.DateField()  # the version is read as of this day
    item_name = models.CharField(max_length=120)
    item_name_en = models.CharField(max_length=200)
    item_type = models.CharField(max_length=20)
    kind = models.CharField(max_length=14, choices=choices(Kind))
    scope = models.CharField(max_length=8)
    route_reason = models.CharField(max_length=40)

    stage = models.CharField(max_length=14, choices=choices(Stage))
    receiving_centre = models.ForeignKey(
        "places.Centre", on_delete=models.PROTECT, related_name="cases_received", db_index=False
    )
    accepting_centre = models.ForeignKey(
        "places.Centre", on_delete=models.PROTECT, related_name="cases_accepted", db_index=False
    )
    papers_at = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="cases_kept", db_index=False)
    deciding_body = models.ForeignKey(
        "places.Body", on_delete=models.PROTECT, related_name="cases_decided", db_index=False
    )
    deciding_street = models.CharField(max_length=9, blank=True)  # the place whose body decides

    local_hukou = models.BooleanField(null=True)  # as the window was told, where no address says it

    applied_on = models.DateField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=40)
    received_on = models.DateField()
    complete_since = models.DateField()  # the day from which silence is counted: receipt, or of what was supplied
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=40, blank=True)
    accepted_on = models.DateField(null=True)  # the day that counts: silence dates it back to the receipt
    silently = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True)  # when its clock ended, whatever the end was

    limit_days = models.PositiveSmallIntegerField(null=True)  # none: 未核实
    limit_unit = models.CharField(max_length=14, blank=True)
    limit_starts_at = models.CharField(max_length=12, blank=True)
    limit_clause = models.CharField(max_length=80, blank=True)
    pauses_allowed = models.CharField(max_length=200, blank=True)  # reasons, separated by commas
    extended_days = models.PositiveSmallIntegerField(default=0)
    clock_started_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    last_warning_on = models.DateField(null=True)
    due_computed = models.BooleanField(default=False)  # rests on a year whose holidays are not published
    calendar_digest = models.CharField(max_length=64, blank=True)
    urgent_on = models.DateField()  # by when somebody must do the next thing: what lists are sorted by

    outcome = models.CharField(max_length=8, choices=choices(Outcome), blank=True)
    deliver_until = models.DateField(null=True)  # licences only
    spot_check = models.CharField(max_length=10, choices=choices(SpotCheck), default=SpotCheck.NOT_DRAWN)
    rated = models.BooleanField(default=False)
    national_number = models.CharField(max_length=40, blank=True)  # 办件编码, where a national system gave one
    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            # The order of bytes, by which the beginning of a number is found too.
            models.UniqueConstraint(
                fields=["number"], opclasses=["varchar_pattern_ops"], name="cases_case_number_once"
            ),
            models.UniqueConstraint(fields=["idempotency_key"], name="cases_case_key_once"),
            models.UniqueConstraint(
                fields=["applicant", "item_code", "received_on", "content_digest"],
                condition=~Q(stage__in=sorted([Stage.WITHDRAWN, Stage.TERMINATED, Stage.NOT_ACCEPTED])),
                name="cases_case_same_content_once_a_day",
            ),
            at_and_by("accepted"),
            at_and_by("decided"),
            models.CheckConstraint(
                name="cases_case_decided_has_outcome",
                condition=Q(decided_at__isnull=True, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="cases_case_finished_is_decided",
                condition=~Q(stage__in=sorted(FINISHED - {Stage.ARCHIVED})) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_case_due_after_start",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("clock_started_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["receiving_centre", "stage", "urgent_on", "id"], name="cases_case_of_receiving"),
            models.Index(fields=["accepting_centre", "stage", "urgent_on", "id"], name="cases_case_of_accepting"),
            models.Index(fields=["deciding_body", "stage", "urgent_on", "id"], name="cases_case_of_deciding"),
            models.Index(fields=["applicant", "item_code", "received_on"], name="cases_case_of_applicant"),
            models.Index(fields=["receiving_centre", "received_on"], name="cases_case_volume_received"),
            models.Index(fields=["accepting_centre", "accepted_on"], name="cases_case_volume_accepted"),
            models.Index(fields=["due_on"], condition=Q(stage__in=sorted(OPEN)), name="cases_case_running"),
            models.Index(
                fields=["agent_authority"], condition=Q(agent_authority__isnull=False), name="cases_case_by_an_agent"
            ),
            *(
                models.Index(
                    fields=[f"{place}_centre", "id"],
                    condition=Q(spot_check=SpotCheck.DRAWN),
                    name=f"cases_case_drawn_{place}",
                )
                for place in ("receiving", "accepting")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DayCount(models.Model):
    """编号计数. How many case numbers a street has given out on a day. Only grows: numbers are never used again.

    A count is held until the case is stored. Where windows of one street hand in at the same moment, the next one counts
    in another lane, a stretch of numbers of its own, and does not wait.
    """

    street = models.CharField(max_length=9)
    day = models.DateField()
    lane = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["street", "day", "lane"], name="cases_daycount_one_a_lane")]

    def __str__(self) -> str:
        return f"{self.street} {self.day} {self.lane}: {self.last}"


class Answer(models.Model):
    """表单答案. One field of the item's form as it was answered; dates as ISO text, money in fen."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers", db_index=False)
    field = models.CharField(max_length=60)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="cases_answer_one_each")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"


class CaseMaterial(models.Model):
    """办件材料. One material of the item and how it stands with it; `note` says what is wrong or why it may follow."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials", db_index=False)
    material = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=240)
    mandatory = models.BooleanField()
    tolerable = models.BooleanField()
    state = models.CharField(max_length=12, choices=choices(MaterialState))
    note = models.CharField(max_length=300, blank=True)
    promised_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "material"], name="cases_material_one_each"),
            models.CheckConstraint(
                name="cases_material_tolerated_has_its_day",
                condition=~Q(state=MaterialState.TOLERATED) | Q(promised_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["promised_until"], condition=Q(state=MaterialState.TOLERATED), name="cases_material_promised"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.material}"


class MaterialFile(models.Model):
    """材料附件. A scan or photograph of one material of a case; one scan may show two materials."""

    material = models.ForeignKey(CaseMaterial, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "file"], name="cases_materialfile_once")]

    def __str__(self) -> str:
        return f"{self.material_id} {self.file_id}"
