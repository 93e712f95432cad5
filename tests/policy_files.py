"""The registers of the city's own policy files: what a pack is checked against."""

import tomllib
from functools import cache
from pathlib import Path

from doorstep.catalogue.logic import Registers, parse_departments, parse_e_licences, parse_laws

POLICY = Path(__file__).parents[1] / "policy/shanghai"


def toml(name: str) -> dict:
    return tomllib.loads((POLICY / name).read_text(encoding="utf-8"))


@cache
def registers() -> Registers:
    return Registers(
        laws=parse_laws(toml("laws.toml")),
        departments=parse_departments(toml("places/departments.toml")),
        e_licences=parse_e_licences(toml("e_licences.toml")),
    )
