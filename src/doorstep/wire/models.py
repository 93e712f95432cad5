"""What the manners of HTTP keep: answers that were given under a key, and how often somebody asked in a minute."""

from django.db import models


class KeptAnswer(models.Model):
    """留存答复. What a write was answered, so that the same command sent again is told the same and done once. Forgotten
    after some days: it is no record of the act, the ledger is."""

    post = models.CharField(max_length=40)  # "post:7": a new token of the same post may repeat what the old one sent
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)  # of the operation and its content
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="wire_keptanswer_one_a_key")]
        indexes = [models.Index(fields=["kept_at"], name="wire_keptanswer_age")]

    def __str__(self) -> str:
        return f"{self.post} {self.key}"


class AskCount(models.Model):
    """请求计数. How often somebody asked, or guessed wrong, for all processes together."""

    who = models.CharField(max_length=60)  # "token:4", or a hash of an address
    minute = models.BigIntegerField()  # since 1970; from it on the count is forgotten
    asked = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who"], name="wire_askcount_one_each")]

    def __str__(self) -> str:
        return f"{self.who} {self.minute}: {self.asked}"
