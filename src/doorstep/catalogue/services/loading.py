"""Loading the catalogue: new versions are added, older ones ended, nothing is rewritten or deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction

from doorstep.catalogue.logic.refusals import ChangedMeanwhile, PacksWrong, VersionChanged, VersionTooOld
from doorstep.catalogue.logic.stored import canonical, content_of, digest_of
from doorstep.catalogue.models import CatalogueEdition, CatalogueItem, CatalogueRegister
from doorstep.catalogue.selectors import (
    CHAIN,
    StoredVersion,
    edition_number,
    stored_digest,
    stored_registers,
    stored_versions,
)
from doorstep.ledger.public import Actor, Entry, record

from .reading import PackFolder, ReadPack, check_packs


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading changed: versions added and ended ("MZ-001 v2"), registers renewed, the edition in force."""

    edition: int
    added: tuple[str, ...]
    ended: tuple[str, ...]
    registers: tuple[str, ...]


@dataclass
class _Plan:
    added: list[tuple[ReadPack, str]]  # with its content
    ends: dict[tuple[str, int], date | None]
    registers: dict[str, str]  # name → canonical text

    @property
    def empty(self) -> bool:
        return not (self.added or self.ends or self.registers)


def load_catalogue(*, policy_dir: Path, by: Actor, at: datetime) -> Loaded:
    """Load the item packs and their registers from the policy folder; all of it or nothing.

    Adds versions that are new, ends the version before on the day before, sets the last day that a pack now states.
    A pack that is gone from the folder stays in force: end it by `effective.to`. Loading the same folder again changes
    nothing and records nothing; otherwise one event in the chain `catalogue`.
    Raises PacksWrong with every problem, VersionChanged, VersionTooOld, ChangedMeanwhile.
    """
    folder = check_packs(policy_dir)
    if folder.problems:
        raise PacksWrong(folder.problems)
    with transaction.atomic():
        number = edition_number()  # read first: what another loads after this moment has the number that we would take
        known = stored_versions()
        plan = _plan(folder, known, stored_registers())
        if plan.empty:
            return Loaded(edition_number(), (), (), ())
        return _carry_out(plan, known, number=number + 1, by=by, at=at)


def _plan(folder: PackFolder, known: Sequence[StoredVersion], registers: Mapping[str, str]) -> _Plan:
    versions = {(row.code, row.version): row for row in known}
    plan = _Plan([], {}, {})
    for pack in folder.packs:
        item, content = pack.item, content_of(pack.data)
        row = versions.get((item.code, item.version))
        if row is None:
            plan.added.append((pack, content))
        elif row.digest != digest_of(content):
            raise VersionChanged(item=item.code, version=item.version, file=pack.file)
        elif row.valid_to != item.span.last:
            plan.ends[item.code, item.version] = item.span.last
    in_folder = {(pack.item.code, pack.item.version) for pack in folder.packs}
    gone = [row for row in known if (row.code, row.version) not in in_folder]
    for pack in folder.packs:
        _make_room(pack, gone, plan)
    for name, data in folder.registers.items():
        text = canonical(data)
        if registers.get(name) != digest_of(text):
            plan.registers[name] = text
    return plan


def _make_room(pack: ReadPack, gone: Sequence[StoredVersion], plan: _Plan) -> None:
    """End the loaded versions of the same item whose files were replaced by this one."""
    item = pack.item
    for row in gone:
        if row.code != item.code or not row.period.overlaps(item.span):
            continue
        if row.valid_from >= item.span.first:
            raise VersionTooOld(item=item.code, version=item.version, day=item.span.first)
        day_before = item.span.first - timedelta(days=1)
        planned = plan.ends.get((row.code, row.version))
        plan.ends[row.code, row.version] = min(day_before, planned) if planned else day_before


def _carry_out(plan: _Plan, known: Sequence[StoredVersion], *, number: int, by: Actor, at: datetime) -> Loaded:
    edition = _open_edition(plan, number=number, at=at)
    CatalogueItem.objects.bulk_create(
        [
            CatalogueItem(
                code=pack.item.code,
                version=pack.item.version,
                valid_from=pack.item.span.first,
                valid_to=pack.item.span.last,
                digest=digest_of(content),
                body=content,
                loaded_at=at,
            )
            for pack, content in plan.added
        ]
    )
    for (code, version), last in plan.ends.items():
        CatalogueItem.objects.filter(code=code, version=version).update(valid_to=last)
    CatalogueRegister.objects.bulk_create(
        [
            CatalogueRegister(name=name, digest=digest_of(text), body=text, loaded_at=at)
            for name, text in plan.registers.items()
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["digest", "body", "loaded_at"],
    )
    CatalogueEdition.objects.filter(number=edition.number).update(digest=stored_digest())
    _remember(plan, known, edition, by=by, at=at)
    return Loaded(
        edition=edition.number,
        added=tuple(_named(pack.item.code, pack.item.version) for pack, _ in plan.added),
        ended=tuple(_named(*key) for key in sorted(plan.ends)),
        registers=tuple(sorted(plan.registers)),
    )


def _open_edition(plan: _Plan, *, number: int, at: datetime) -> CatalogueEdition:
    """The new edition's row comes first: of two who load at once, one meets the other's number here."""
    try:
        with transaction.atomic():
            return CatalogueEdition.objects.create(
                number=number, digest="", loaded_at=at, items_added=len(plan.added), items_ended=len(plan.ends)
            )
    except IntegrityError:
        raise ChangedMeanwhile(edition=number) from None


def _remember(
    plan: _Plan, known: Sequence[StoredVersion], edition: CatalogueEdition, *, by: Actor, at: datetime
) -> None:
    ended_before = {
        _named(row.code, row.version): row.valid_to for row in known if (row.code, row.version) in plan.ends
    }
    record(
        Entry(
            what="catalogue.loaded",
            about=CHAIN,
            by=by,
            at=at,
            before={"last_days": ended_before},
            after={"last_days": {_named(*key): last for key, last in plan.ends.items()}},
            details={
                "edition": edition.number,
                "added": {_named(pack.item.code, pack.item.version): digest_of(text) for pack, text in plan.added},
                "registers": {name: digest_of(text) for name, text in plan.registers.items()},
            },
        )
    )


def _named(code: str, version: int) -> str:
    return f"{code} v{version}"
