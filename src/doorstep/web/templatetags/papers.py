"""Pieces of the papers: the same words in one language, or in Chinese with English below."""

import re
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from doorstep.cases.public import DefectRow, PaperKind, TaskRow
from doorstep.catalogue import public as catalogue
from doorstep.web.defect_words import shown
from doorstep.web.papers.words import TITLES
from doorstep.web.words import Words
from doorstep.wire import defects
from doorstep.wire.defects import Parted
from doorstep.wire.languages import pick

register = template.Library()


@register.tag
def both(parser: Parser, token: Token) -> "Both":
    """`{% both %}{% translate "Number" %}{% endboth %}`: once more in English where the paper is in two languages."""
    inside = parser.parse(("endboth",))
    parser.delete_first_token()
    return Both(inside)


class Both(Node):
    """What stands inside in the language of the paper, and in English below where there is any that differs."""

    def __init__(self, inside: NodeList) -> None:
        """`inside`: what is said."""
        self.nodelist = inside

    def render(self, context: Any) -> SafeString:
        """The words."""
        first = self.nodelist.render(context).strip()
        if not context.get("pair"):
            return mark_safe(first)  # noqa: S308  # what the template's own nodes have escaped
        with translation.override("en"):
            second = self.nodelist.render(context).strip()
        if second in ("", first):
            return mark_safe(first)  # noqa: S308
        return format_html(
            '{} <span class="pair" lang="en">{}</span>',
            mark_safe(first),  # noqa: S308
            mark_safe(second),  # noqa: S308
        )


@register.simple_tag
def name(person: str) -> SafeString:
    """What a person is called: as it was written, in one piece where there is room, else in the pieces that its dots part;
    never cut."""
    first, *more = re.findall(r"[^·]*·?", person)[:-1] or [person]
    pieces = format_html_join("", "<span>{}</span>", ([one] for one in (first, *more))) if more else person
    return format_html('<span class="name" lang="zh-hans" translate="no">{}</span>', pieces)


@register.filter
def paper_title(kind: PaperKind | str) -> Words:
    """What a kind of paper is called."""
    return TITLES[PaperKind(str(kind))]


@register.simple_tag
def told_what(item: catalogue.ItemOnDay, defect: DefectRow) -> SafeString:
    """What a defect is, as it was told; in English only what the house worded."""
    return _told(defect.what, defects.what_parted(item, defect.about, defect.what))


@register.simple_tag
def told_mending(item: catalogue.ItemOnDay, defect: DefectRow) -> SafeString:
    """How a defect is mended, as it was told; in English only what the house worded."""
    return _told(defect.how_to_mend, defects.mend_parted(item, defect.about, defect.how_to_mend))


@register.simple_tag
def told_clause(item: catalogue.ItemOnDay, clause: str) -> SafeString:
    """On what something rests, as it was told; in English only a clause of the item or its guide."""
    return _told(clause, defects.basis_parted(item, clause))


@register.filter
def slip_key(task: TaskRow | int) -> str:
    """How the address of a part's slip calls it."""
    return f"{PaperKind.SLIP}-{task if isinstance(task, int) else task.id}"


def _told(as_kept: str, parted: Parted) -> SafeString:
    if translation.get_language() == "en":
        return shown(parted) if parted.ours else SafeString()
    return format_html('<span translate="no">{}</span>', pick({"zh-hans": as_kept}))
