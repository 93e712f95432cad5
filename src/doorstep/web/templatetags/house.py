"""Pieces of every screen: one way to show a person, a clock, a state, an amount, a text of a pack."""

from datetime import time

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from doorstep.cases.public import MOST_FILES
from doorstep.files.public import MAX_MEGABYTES
from doorstep.kernel.clock import ClockReading, ClockState
from doorstep.kernel.money import Money
from doorstep.web.clock_drawing import draw
from doorstep.web.keys import SHEETS
from doorstep.web.office_names import parts_of
from doorstep.web.words import ADDRESSES, CLOCKS, LISTS, LOOKS, Words
from doorstep.wire.languages import said, text_of_row

register = template.Library()

IDENTITY: Words = _("Identity number")
PHONE: Words = _("Telephone")


@register.filter
def say(texts: object) -> str:
    """A text of a pack in the reader's language: a mapping with zh-hans and en, or an object with `zh` and `en`."""
    return said(texts)


#: What stands in a row under a name, in the reader's language: `{{ case|text_of:"item_name" }}`.
register.filter("text_of", text_of_row)


@register.filter
def office(row: object, name: str = "name") -> SafeString:
    """The name of a centre or body that stands in a row under `name`, in the reader's language; a line ends between its
    words only."""
    parts = [text_of_row(row, name)] if get_language() == "en" else parts_of(text_of_row(row, name))
    return format_html(
        '<span class="whole">{}</span>', format_html_join(SafeString("<wbr>"), "{}", ([one] for one in parts))
    )


@register.filter
def yuan(amount: Money | int | None) -> str:
    """An amount in yuan with thousands separators and two decimals; a bare integer is fen."""
    if amount is None:
        return ""
    return (amount if isinstance(amount, Money) else Money(fen=amount)).yuan_text


@register.filter
def figure(count: int) -> str:
    """A whole number with its thousands apart, alike in every language."""
    return f"{count:,}"


@register.filter
def word(value: object, which: str) -> object:
    """The word of a closed list: `{{ item.kind|word:"kind" }}`."""
    return LISTS[which].get(str(value), str(value))


@register.simple_tag
def state(value: object, which: str = "stage") -> SafeString:
    """A state as shape, word and colour: `{% state case.stage %}`, `{% state reading.state "clock" %}`."""
    look = LOOKS[which][str(value)]
    return format_html(
        '<span class="state {}"><span aria-hidden="true">{}</span>&nbsp;{}</span>', look.css, look.shape, look.word
    )


@register.inclusion_tag("pieces/attach_words.html")
def attach_words() -> dict[str, int]:
    """What a page with files says of their way, once on a page; attach.js reads it."""
    return {"limit_mb": MAX_MEGABYTES, "most": MOST_FILES}


@register.simple_tag(takes_context=True)
def desk_mark(context: Context) -> SafeString:
    """A mark of the signed-in post that tells nothing of it: what is typed in a browser is kept for this post alone."""
    by = context["acting"]
    mark = salted_hmac("window desk", f"{by.account}:{by.post}").hexdigest()[:20] if by else ""
    return format_html('<meta name="desk-mark" content="{}">', mark)


@register.inclusion_tag("pieces/clock.html")
def clock(reading: ClockReading, closes: time | None = None) -> dict[str, object]:
    """A clock as a line of days and in words. `closes`: when the office closes on the due day."""
    return {
        "reading": reading,
        "drawing": draw(reading),
        "look": CLOCKS[str(reading.state)],
        "overdue": reading.state is ClockState.OVERDUE,
        # In calendar days: over a weekend no counted day has passed, and the case is late all the same.
        "days_over": (reading.today - reading.due_on).days if reading.due_on else 0,
        "closes": closes,
    }


@register.inclusion_tag("pieces/person.html")
def person(card: object, street: str = "") -> dict[str, object]:
    """A person the one way they are shown: name, year of birth, street, masked number. Nothing here is unmasked.

    `card` is any row of the room of people, or one with the same names: name, birth_year or birth_date, identity_masked.
    """
    born = getattr(card, "birth_year", None) or getattr(getattr(card, "birth_date", None), "year", None)
    return {
        "name": getattr(card, "name", ""),
        "born": born,
        "street": street or getattr(card, "street_name", ""),
        "masked": getattr(card, "identity_masked", ""),
    }


@register.inclusion_tag("pieces/unmask.html", takes_context=True)
def unmask(context: Context, card: object, action: str, reason: str = "", refusal: object = None) -> dict[str, object]:
    """The way to a full number of a person: a reason, then a button for each value that is kept. `action` takes both."""
    values = [("identity", IDENTITY)] if getattr(card, "identity_masked", "") else []
    if getattr(card, "phone_masked", ""):
        values.append(("phone", PHONE))
    values += [
        (f"address:{row.kind}", ADDRESSES[str(row.kind)]) for row in getattr(card, "addresses", ()) if row.has_text
    ]
    return {
        "values": values,
        "action": action,
        "reason": reason or "",
        "refusal": refusal,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("pieces/keys.html")
def key_sheet(which: str, opened: bool = False) -> dict[str, object]:
    """The sheet of keys of a page: `{% key_sheet "case" %}`; the scripts obey what is drawn here. `opened`: where a desk
    has nothing else to say yet, it lies there to be read."""
    return {"rows": SHEETS[which], "opened": opened}


@register.filter
def wrong_lines(form: BaseForm | None) -> list[tuple[str, str]]:
    """What is wrong with a form as the piece of errors takes it: where, and the sentence. Without a form, nothing."""
    if form is None or not form.errors:
        return []
    lines = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        said = [gettext("%(label)s: %(error)s") % {"label": field.label, "error": error} for error in field.errors]
        lines += [(field.auto_id, sentence) for sentence in said]
    return lines


@register.inclusion_tag("pieces/unverified.html")
def unverified(why: str = "") -> dict[str, object]:
    """The small mark of a figure or text that nobody has verified, with the reason for who asks."""
    return {"why": why}
