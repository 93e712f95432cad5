"""The closed lists of this room."""

from enum import StrEnum


class Kind(StrEnum):
    """How an item is worked on (办件类型)."""

    INSTANT = "instant"  # 即办
    PROMISED = "promised"  # 承诺
    FORWARDED_UP = "forwarded_up"  # 上报
    JOINT = "joint"  # 联办


class MaterialState(StrEnum):
    """How it stands with one material."""

    HANDED_IN = "handed_in"
    SHARED = "shared"  # 免交: obtained by data sharing
    PRINTED = "printed"  # the centre prints it
    NOT_NEEDED = "not_needed"  # its situation does not apply
    MISSING = "missing"
    WRONG = "wrong"
    TOLERATED = "tolerated"  # 容缺: promised for a day
    SUPPLIED = "supplied"  # came later
    BROKEN = "broken"  # promised and never came


HERE = frozenset({MaterialState.HANDED_IN, MaterialState.SHARED, MaterialState.PRINTED, MaterialState.SUPPLIED})
GAPS = frozenset({MaterialState.MISSING, MaterialState.WRONG})


class NoticeKind(StrEnum):
    """What a notice tells the applicant."""

    ONE_TIME = "one_time"  # 一次性补正告知书 before acceptance
    CORRECTION = "correction"  # after acceptance
    SPECIAL = "special"
    EXTENSION = "extension"


class TaskState(StrEnum):
    """Where a department's part stands."""

    WAITING = "waiting"  # for the tasks before it
    OPEN = "open"  # to be answered, or to be handed over
    SENT = "sent"  # with a system outside
    ANSWERED = "answered"
    LOST = "lost"  # handed over and never heard of: to be handed over again
    CANCELLED = "cancelled"


TASK_PENDING = frozenset({TaskState.WAITING, TaskState.OPEN, TaskState.SENT, TaskState.LOST})


class Outcome(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    REFUSED = "refused"


class DeliveryWay(StrEnum):
    """How the result came to the applicant."""

    BY_HAND = "by_hand"
    BY_POST = "by_post"
    E_LICENCE = "e_licence"
    BY_AGENT = "by_agent"


class SpotCheck(StrEnum):
    """Random check of items that a clerk finished alone."""

    NOT_DRAWN = "not_drawn"
    DRAWN = "drawn"
    PASSED = "passed"
    FAILED = "failed"


class ConsultationKind(StrEnum):
    """Why somebody came and no case was made."""

    QUESTION = "question"
    REFERRAL = "referral"
