"""A defect on the screen and on paper: the house's own words in the reader's language, typed ones as they were typed."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorstep.catalogue import public as catalogue
from doorstep.wire import defects
from doorstep.wire.defects import Parted


def note_said(note: str) -> SafeString:
    """A material's note for the reader: the reason of the list in their language, own words as they were typed."""
    return shown(defects.note_parted(note))


def what_said(item: catalogue.ItemOnDay, about: str, what: str) -> SafeString:
    """What the house told of a material, for the reader; empty where it is not the house's sentence."""
    parted = defects.what_parted(item, about, what)
    return shown(parted) if parted.ours else SafeString()


def mend_said(item: catalogue.ItemOnDay, about: str, mend: str) -> SafeString:
    """How to mend it, for the reader; as it was typed where it is not the house's sentence."""
    return shown(defects.mend_parted(item, about, mend))


def basis_said(item: catalogue.ItemOnDay, basis: str) -> SafeString:
    """On what it rests, for the reader; as it was typed where neither a clause of the item nor its guide."""
    return shown(defects.basis_parted(item, basis))


def typed(words: str) -> SafeString:
    """What a person typed, which nobody translates."""
    return format_html('<span lang="zh" translate="no">{}</span>', words) if words else SafeString()


def shown(parted: Parted) -> SafeString:
    """The house's words, then those that somebody typed."""
    theirs = typed(parted.typed)
    if not (parted.ours and theirs):
        return format_html("{}", parted.ours) if parted.ours else theirs
    return format_html(_("%(part)s: %(result)s") % {"part": "{}", "result": "{}"}, parted.ours, theirs)
