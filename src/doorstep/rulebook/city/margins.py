"""What a synthetic city is drawn from, as read from the policy folder; shares in ten-thousandths, money in fen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doorstep.rulebook.language.types import MONEY, RATIO
from doorstep.rulebook.values import encode

Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year's published figures: people, fen, and how many months each standard (fen) held."""

    year: int
    recipients: int
    paid: int
    standards: Steps
    role: str
    source: str


@dataclass(frozen=True, slots=True)
class Margins:
    """Shares and figures; see margins.toml for what each means, its source and its confidence."""

    hukou: int
    sizes: tuple[int, ...]
    districts: tuple[tuple[str, int], ...]
    disability: Steps
    grades: tuple[int, ...]
    illness: Steps
    care: int
    recipients_per_million: int
    other_applicants: int
    below_line: int
    on_the_line: int
    unknown: int
    income_share: int
    take_up: int
    supplement: int
    traits: Mapping[str, Steps]
    years: tuple[Year, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Margins":
        """From the content of margins.toml. Raises KeyError or BadValue if something is missing or wrong."""
        people, register = data["people"], data["register"]
        districts = {k: v for k, v in data["districts"].items() if k.isdigit()}
        return cls(
            hukou=_share(data["population"]["hukou_families"]),
            sizes=tuple(map(_share, data["population"]["family_size"])),
            districts=tuple(sorted(districts.items())),
            disability=_steps(people["disability"]),
            grades=tuple(map(_share, people["disability_grades"])),
            illness=_steps(people["serious_illness"]),
            care=_share(people["daily_care_of_severe"]),
            recipients_per_million=register["recipients_per_million"],
            other_applicants=_share(register["other_applicant_families"]),
            below_line=_share(register["below_line_not_receiving"]),
            on_the_line=_share(register["on_the_line"]),
            unknown=_share(register["unknown_fact"]),
            income_share=_share(register["income_share"]),
            take_up=_share(register["take_up"]),
            traits={
                name: _by_age(value) for name, value in data["traits"].items() if name not in ("source", "confidence")
            },
            supplement=_share(data["supplements"]["share_of_standard"]),
            years=tuple(map(_year, data["calibration"])),
        )


def _share(text: object) -> int:
    return encode(RATIO, text)


def _by_age(value: object) -> Steps:
    """A share for everybody, or steps by age."""
    return _steps(value) if isinstance(value, list) else ((0, _share(value)),)


def _steps(rows: list[list[Any]]) -> Steps:
    return tuple((age, _share(share)) for age, share in rows)


def _year(row: Mapping[str, Any]) -> Year:
    standards = tuple((encode(MONEY, value), months) for value, months in row["standards"])
    paid = encode(MONEY, row["paid"])
    return Year(row["year"], row["recipients"], paid, standards, row["role"], row["source"])
