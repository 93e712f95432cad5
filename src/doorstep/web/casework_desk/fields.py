"""Small fields of the casework desk's forms, each with the sentence that says what is missing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from doorstep.web.words import Words
from doorstep.wire.typed import typed_day

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


class Drawn(forms.Widget):
    """A field that a piece of the house draws."""

    piece: ClassVar[str]
    accepted = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known = attrs or {}
        told = {
            "id": known.get("id", name),
            "name": name,
            "value": self.format_value(value) or "",
            "accepted": self.accepted,
            "wrong": known.get("aria-invalid"),
            "described": known.get("aria-describedby", ""),
        }
        return mark_safe(render_to_string(self.piece, told))  # noqa: S308 - a template of ours escapes it


class DayInput(Drawn, forms.DateInput):
    """A line for a day."""

    piece = "pieces/day.html"


class Chooser(Drawn, forms.FileInput):
    """One file to be chosen, in the house's words. `accepted`: what the chooser offers first; the content decides."""

    piece = "pieces/file.html"

    def __init__(self, accepted: str) -> None:
        super().__init__()
        self.accepted = accepted


class DayField(forms.DateField):
    """A day in any of the ways in which it is typed."""

    def to_python(self, value: Any) -> date | None:
        return (typed_day(value) if isinstance(value, str) else None) or super().to_python(value)


def day(label: Said, missing: Words | None = None, *, hint: Said = "") -> forms.DateField:
    """A day."""
    return DayField(
        label=label,
        required=missing is not None,
        help_text=hint,
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={
            **_messages(missing),
            "invalid": _("This is no day. Write year, month and day: 20180213 or 2018-2-13."),
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
