"""What the catalogue decides without a database: packs read and checked, routes, the search for an item."""

from doorstep.catalogue.logic.check import check_catalogue, check_item
from doorstep.catalogue.logic.dated import Clause, Dated
from doorstep.catalogue.logic.graph import ready
from doorstep.catalogue.logic.parse import parse_item
from doorstep.catalogue.logic.reader import Problem
from doorstep.catalogue.logic.registers import (
    Department,
    Law,
    Registers,
    parse_departments,
    parse_e_licences,
    parse_laws,
)
from doorstep.catalogue.logic.routing import Place, Route, WindowDuty, deciding_body, parse_window_duty, route
from doorstep.catalogue.logic.search import Hit, SearchIndex
from doorstep.catalogue.logic.types import ItemOnDay, ItemVersion, Limit, Material, NotInForce, TaskSpec, version_on

__all__ = [
    "Clause",
    "Dated",
    "Department",
    "Hit",
    "ItemOnDay",
    "ItemVersion",
    "Law",
    "Limit",
    "Material",
    "NotInForce",
    "Place",
    "Problem",
    "Registers",
    "Route",
    "SearchIndex",
    "TaskSpec",
    "WindowDuty",
    "check_catalogue",
    "check_item",
    "deciding_body",
    "parse_departments",
    "parse_e_licences",
    "parse_item",
    "parse_laws",
    "parse_window_duty",
    "ready",
    "route",
    "version_on",
]
