"""A paper as PDF: tagged, with its fonts inside, made by WeasyPrint where pango is on the machine."""

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

STYLES = ("house/paper_tokens.css", "house/paper.css")
_PANGO = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")


class NoFetching(Exception):
    """A paper asked for something outside itself."""


@cache
def possible() -> bool:
    """Whether this machine can make PDF: WeasyPrint is installed and finds pango. Without importing either."""
    return find_spec("weasyprint") is not None and any(map(_loads, _PANGO))


def made_of(sheet: SafeString, *, title: str, author: str, language: str) -> bytes:
    """One paper as PDF/UA. Nothing is fetched: the style is read from our own static files, pictures are drawn."""
    data: bytes = laid_out(sheet, title=title, author=author, language=language).write_pdf(pdf_variant="pdf/ua-1")
    return data


def laid_out(sheet: SafeString, *, title: str, author: str, language: str) -> Any:
    """The pages of a paper, before they are written: a weasyprint.Document."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  # half a second that no other page should wait for

    whole = render_to_string(
        "papers/print.html", {"sheet": sheet, "title": title, "author": author, "language": language}
    )
    style = CSS(string=_style(), url_fetcher=_refuse, base_url="paper:")
    return HTML(string=whole, base_url="paper:", url_fetcher=_refuse).render(
        stylesheets=[style], pdf_variant="pdf/ua-1"
    )


@cache
def _style() -> str:
    return "\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in STYLES)


def _refuse(url: str, *given: Any, **more: Any) -> NoReturn:
    raise NoFetching(url)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
