"""Small fields of the casework desk's forms, each with the sentence that says what is missing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doorstep.web.words import Words

#: A word, translated now or when it is shown; forms take both.
Said = Any

Choices = Iterable[tuple[str, Words]]


def line(
    label: Said, missing: Words | None = None, *, longest: int = 200, hint: Said = "", **extra: Any
) -> forms.CharField:
    """A line of text; required where `missing` says what to do."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=missing is not None,
        help_text=hint,
        error_messages=_messages(missing),
        **extra,
    )


def text(label: Said, missing: Words | None = None, *, longest: int = 2000, hint: Said = "") -> forms.CharField:
    """A few sentences; required where `missing` says what to do."""
    widget = forms.Textarea(attrs={"rows": 3})
    return line(label, missing, longest=longest, hint=hint, widget=widget)


def day(label: Said, missing: Words | None = None, *, hint: Said = "") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        required=missing is not None,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            **_messages(missing),
            "invalid": _("This is not a day of the calendar. Write it like 2018-02-27."),
        },
    )


def one_of(label: Said, choices: Choices, missing: Words, *, radio: bool = True) -> forms.ChoiceField:
    """One of a closed list: all in sight, or in a drop-down where they are many."""
    rows = list(choices) if radio else [("", _("Please choose")), *choices]
    return forms.ChoiceField(
        label=label,
        choices=rows,
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={**_messages(missing), "invalid_choice": _("Choose one of the list.")},
    )


def pairs(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    """A closed list with its words as choices."""
    return list(words.items())


def _messages(missing: Words | None) -> dict[str, Any]:
    return {"required": missing} if missing is not None else {}
