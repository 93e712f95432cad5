"""What the papers are called, on the paper and in lists."""

from django.utils.translation import gettext_lazy as _

from doorstep.cases.public import PaperKind
from doorstep.web.words import Words

TITLES: dict[str, Words] = {
    PaperKind.RECEIPT: _("Receipt"),
    PaperKind.NOTICE: _("One-time notice of what is missing"),
    PaperKind.CORRECTION: _("Notice of what is to be corrected"),
    PaperKind.ACCEPTANCE: _("Notice of acceptance"),
    PaperKind.TOLERANCE: _("Promise to supply what is missing"),
    PaperKind.NOT_ACCEPTED: _("Notice of non-acceptance"),
    PaperKind.SLIP: _("Task slip"),
    PaperKind.SPECIAL: _("Notice that a special procedure begins"),
    PaperKind.EXTENSION: _("Notice that the limit is extended"),
    PaperKind.DECISION: _("Decision to grant"),
    PaperKind.REFUSAL: _("Decision to refuse"),
    PaperKind.RESULT: _("Result handed over"),
    PaperKind.DELIVERY: _("Proof of delivery"),
    PaperKind.WITHDRAWAL: _("Confirmation of withdrawal"),
    PaperKind.TERMINATION: _("Notice of return"),
}

#: How a paper may be read: word of the choice → (its language, whether English stands beside it).
WAYS: dict[str, tuple[str, bool]] = {
    "hans": ("zh-hans", False),
    "hans-en": ("zh-hans", True),
    "hant": ("zh-hant", False),
    "hant-en": ("zh-hant", True),
}
WAY_WORDS = {"hans": "简体中文", "hans-en": "简体中文 · English", "hant": "繁體中文", "hant-en": "繁體中文 · English"}
#: Which of them the language of the screen means.
WAY_OF = {"zh-hans": "hans", "zh-hant": "hant", "en": "hans-en"}
