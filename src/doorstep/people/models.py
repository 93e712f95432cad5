"""居民. Persons, where they stand, with whom they live, who may act for them.

Numbers and doors stand encrypted (`*_sealed`), are found by a keyed digest (`*_index`) and shown masked (`*_masked`).
"""

from django.db import models
from django.db.models import F, Q

from doorstep.kernel.identity import IdentityKind, Sex
from doorstep.rows import DatedQuerySet, choices, in_order

from .logic.words import AddressKind, AgentKind, Relation, Verdict


class Resident(models.Model):
    """居民. A person who is or may be served. One record a number: the blind index is unique, a 15-digit card counts as
    the 18-digit card it became. Erased records stay as empty shells, because cases point at them."""

    name = models.CharField(max_length=60, blank=True)
    name_plain = models.CharField(max_length=60, blank=True)  # 简体, no blanks or dots: for search
    pinyin = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    identity_kind = models.CharField(max_length=24, choices=choices(IdentityKind))
    identity_sealed = models.CharField(max_length=160, blank=True)
    identity_index = models.CharField(max_length=64, blank=True)
    identity_masked = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, choices=choices(Sex), blank=True)
    ethnicity = models.CharField(max_length=30, blank=True)
    phone_sealed = models.CharField(max_length=160, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    died_on = models.DateField(null=True)
    registered_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=~Q(identity_index=""), name="people_resident_one_a_number"
            ),
            models.CheckConstraint(
                name="people_resident_erased_is_empty",
                condition=Q(erased_at__isnull=True) | Q(name="", identity_sealed="", phone_sealed=""),
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="people_resident_by_phone"),
            models.Index(fields=["birth_date"], name="people_resident_by_birth"),
            models.Index(fields=["name_plain"], name="people_resident_by_name"),
        ]

    def __str__(self) -> str:
        return f"resident {self.pk}"


class NameToken(models.Model):
    """姓名索引. A piece of a name by which it is found: two characters, two or more syllables, initials. An index over
    `Resident.name` that works alike on both databases; it can be built again."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="tokens", db_index=False)
    token = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident", "token"], name="people_token_once")]
        indexes = [models.Index(fields=["token", "resident"], name="people_token_by_token")]

    def __str__(self) -> str:
        return f"token of {self.resident_id}"


class Address(models.Model):
    """地址. One of a person's four addresses, dated; at most one of a kind on a day."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=choices(AddressKind))
    street = models.ForeignKey("places.Street", on_delete=models.PROTECT)
    neighbourhood = models.ForeignKey("places.Neighbourhood", on_delete=models.PROTECT, null=True)
    text_sealed = models.CharField(max_length=600, blank=True)
    first = models.DateField()
    last = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("people_address_in_order"),
            models.UniqueConstraint(fields=["resident", "kind", "first"], name="people_address_one_a_day"),
            models.UniqueConstraint(
                fields=["resident", "kind"], condition=Q(last__isnull=True), name="people_address_one_open"
            ),
        ]
        indexes = [models.Index(fields=["street", "kind"], name="people_address_by_street")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.resident_id}"


class Family(models.Model):
    """共同生活家庭. Those who live together. Not the household register: living together decides."""

    formed_on = models.DateField()

    def __str__(self) -> str:
        return f"family {self.pk}"


class FamilyMember(models.Model):
    """家庭成员. One resident's dated place in a family; nobody lives in two families at once."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=12, choices=choices(Relation))
    first = models.DateField()
    last = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("people_member_in_order"),
            models.UniqueConstraint(
                fields=["resident"], condition=Q(last__isnull=True), name="people_member_of_one_family"
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(last__isnull=True, relation=Relation.HEAD),
                name="people_family_one_head",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation} in {self.family_id}"


class AgentAuthority(models.Model):
    """代理权限. Who may act for whom, on what ground and paper, for what, from when to when."""

    principal = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="agents")
    agent = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="principals")
    kind = models.CharField(max_length=12, choices=choices(AgentKind))
    scope = models.CharField(max_length=200, blank=True)  # empty: everything an agent may do
    organisation = models.CharField(max_length=100, blank=True)  # the committee or employer the agent comes from
    document = models.CharField(max_length=100, blank=True)
    first = models.DateField()
    last = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            in_order("people_authority_in_order"),
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="people_authority_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.principal_id}"


class Consent(models.Model):
    """同意. What a resident agreed to, and when it was withdrawn."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"], condition=Q(withdrawn_at__isnull=True), name="people_consent_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="people_consent_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.resident_id}"


class DuplicateProposal(models.Model):
    """重复线索. Two records that may be one person. The machine proposes, a person judges, nothing is merged here."""

    one = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    agrees = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=choices(Verdict), default=Verdict.OPEN)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="people_duplicate_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_duplicate_smaller_first"),
            models.CheckConstraint(
                name="people_duplicate_judged_by_somebody",
                condition=Q(verdict=Verdict.OPEN, judged_at__isnull=True, judged_by="")
                | (~Q(verdict=Verdict.OPEN) & Q(judged_at__isnull=False) & ~Q(judged_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
