"""台账. Rows that are only ever added; triggers on both databases refuse the rest (triggers.py)."""

from django.db import models


class Event(models.Model):
    """One act or one reading of personal data. `body` is the canonical text that the chain hashes; the columns
    beside it are copies for searching, compared with the text by every walk.

    The order inside a chain is `seq`, never a time: business time may lie in the past, and clocks of machines differ.
    """

    chain = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    what = models.CharField(max_length=60)
    at = models.DateTimeField()  # business time
    recorded_at = models.DateTimeField()
    account = models.CharField(max_length=60)
    post = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    prev = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="ledger_event_one_place_each"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="ledger_event_seq_from_one"),
        ]
        indexes = [
            models.Index(fields=["account", "-recorded_at"], name="ledger_event_by_account"),
            models.Index(fields=["what", "-recorded_at"], name="ledger_event_by_what"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.what}"


class Mention(models.Model):
    """Whom or what an event speaks of beside its own chain: the way to "who has seen this person". An index over
    `Event.body`, never the truth; it can be built again from the texts."""

    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="mentions")
    subject = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["subject", "event"], name="ledger_mention_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} in {self.event_id}"


class PersonKey(models.Model):
    """The key under which the personal values of one person stand in the ledger, itself wrapped with the master
    key. Erasing a person empties it; the texts stay, the chain stays, nobody can read the values again."""

    subject = models.CharField(max_length=80, unique=True)
    wrapped = models.BinaryField(max_length=80, default=bytes)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(wrapped=b""), name="ledger_key_erased_is_empty"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Anchor(models.Model):
    """A dated memory of how far each chain reached. Only an anchor can show that the tail of a chain was cut or a
    whole chain is gone; anchors are chained themselves, and a copy of the newest digest is kept elsewhere."""

    number = models.PositiveIntegerField(unique=True)
    taken_at = models.DateTimeField()
    prev = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"anchor {self.number}"


class AnchoredHead(models.Model):
    """One chain's end in one anchor; only chains that grew since the anchor before are listed."""

    anchor = models.ForeignKey(Anchor, on_delete=models.DO_NOTHING, related_name="heads")
    chain = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "anchor"], name="ledger_head_once_an_anchor")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"
