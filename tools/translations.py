"""Texts of the interface: collected from code and templates, 简体中文 written by hand, 繁體中文 generated, both compiled.

`update` collects new texts into the simplified catalogue (empty, to be written), makes the traditional one and compiles.
`check` fails where a text has no translation, an old one is left, or a generated file is not what it would be today.
"""

import io
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DOORSTEP_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from doorstep.wire.languages import traditional

PROJECT = Path(__file__).resolve().parents[1]
LOCALE = PROJECT / "src" / "doorstep" / "wire" / "locale"
HANS, HANT = LOCALE / "zh_Hans/LC_MESSAGES/django.po", LOCALE / "zh_Hant/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
NO_DATE = datetime(2018, 2, 13, tzinfo=UTC)  # so that the same texts give the same file
Key = tuple[str | tuple[str, ...], str | None]


def texts_in(root: Path) -> dict[Key, str]:
    """Every text marked for translation under `root` → the first file that has it."""
    found: dict[Key, str] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django turns a template into calls among blanked-out text; its indentation means nothing to Python.
            calls = re.sub(r"(?<![\w.])u(?=['\"])", "", templatize(source, origin=str(path)))
            source = "\n".join(line.strip() for line in calls.splitlines())
        for _, message, _, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            if message and (message[0] if isinstance(message, tuple) else message):
                found.setdefault((message, context), path.relative_to(root).as_posix())
    return found


def read(path: Path) -> Catalog:
    """The catalogue at `path`, empty where there is none."""
    if not path.exists():
        return Catalog(locale=path.parts[-3], domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django")


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue as text without dates, so that the same texts give the same file."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_output=True, omit_header=True, no_location=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    return header.encode() + buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalogue compiled, without dates."""
    fresh = Catalog(
        locale=catalog.locale,
        domain="django",
        charset="utf-8",
        fuzzy=False,
        creation_date=NO_DATE,
        revision_date=NO_DATE,
    )
    for message in catalog:
        if message.id and message.string:
            fresh.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, fresh)
    return buffer.getvalue()


def hant_of(hans: Catalog) -> Catalog:
    """繁體中文 of the simplified catalogue."""
    made = Catalog(locale="zh_Hant", domain="django")
    for message in hans:
        if message.id:
            strings = message.string
            turned = tuple(map(traditional, strings)) if isinstance(strings, tuple) else traditional(strings or "")
            made.add(message.id, turned, context=message.context)
    return made


def expected(hans: Catalog) -> dict[Path, bytes]:
    """Every generated file and what it should hold today."""
    hant = hant_of(hans)
    return {
        HANT: po_bytes(hant),
        HANS.with_suffix(".mo"): mo_bytes(hans),
        HANT.with_suffix(".mo"): mo_bytes(hant),
    }


def update() -> None:
    """Collect, merge, generate, compile."""
    found, old = texts_in(PROJECT / "src" / "doorstep"), read(HANS)
    hans = Catalog(locale="zh_Hans", domain="django")
    for message, context in found:
        there = old.get(message if isinstance(message, str) else message[0], context)
        hans.add(message, there.string if there else "", context=context)
    HANS.parent.mkdir(parents=True, exist_ok=True)
    HANT.parent.mkdir(parents=True, exist_ok=True)
    HANS.write_bytes(po_bytes(hans))
    for path, content in expected(hans).items():
        path.write_bytes(content)
    empty = [message.id for message in hans if message.id and not _written(message.string)]
    print(f"{len(found)} texts, {len(empty)} without a translation.")


def problems(root: Path = PROJECT) -> list[str]:
    """What keeps the interface from being complete in three languages."""
    found, hans = texts_in(root / "src" / "doorstep"), read(HANS)
    told = []
    for (message, context), where in found.items():
        single = message if isinstance(message, str) else message[0]
        there = hans.get(single, context)
        if there is None or not _written(there.string):
            told.append(f"{where}: no 简体中文 for {single!r}; run make translations and write it in {HANS.name}")
    known = {message if isinstance(message, str) else message[0] for message, _ in found}
    for entry in hans:
        single = entry.id if isinstance(entry.id, str) else entry.id[0]
        if single and single not in known:
            told.append(f"{HANS.name}: {single!r} is used nowhere; run make translations")
    for path, content in expected(hans).items():
        if not path.exists() or path.read_bytes() != content:
            told.append(f"{path.relative_to(PROJECT)} is stale; run make translations")
    return told


def _written(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    else:
        found_problems = problems(Path(sys.argv[2]) if len(sys.argv) > 2 else PROJECT)
        print("\n".join(found_problems) or "Every text is there in three languages.")
        sys.exit(bool(found_problems))
