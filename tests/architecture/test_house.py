"""What the import contracts cannot see: the rest of the rules of the house."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from doorstep.kernel.refusal import known_refusals
from doorstep.wire.refusals import texts

PROJECT = Path(__file__).parents[2]
HOUSE = PROJECT / "src" / "doorstep"
STAIRS = [  # bottom first; the contract in pyproject.toml is the law, this is its reading for foreign keys
    *("kernel", "rulebook", "sql", "ledger", "files", "papers", "post", "places", "staff", "people"),
    *("catalogue", "cases"),
    *("assistance", "surveys", "visits", "counter", "campaigns", "consultations", "employment", "medical", "committee"),
    *("insight", "wire", "web", "api", "cli", "jobs", "config"),
]
ROOMS = sorted(path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__")
WITH_PUBLIC = [room for room in ROOMS if (HOUSE / room / "public.py").exists()]
OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("doorstep.")]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def sources(under: Path = HOUSE) -> list[Path]:
    return [path for path in sorted(under.rglob("*.py")) if "migrations" not in path.parts]


def short(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imported(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
            "import_module",
            "__import__",
        }:
            found.append((node.lineno, "import_module"))
    return found


@pytest.mark.once
class TestRooms:
    def test_are_all_on_the_staircase(self):
        assert set(ROOMS) <= set(STAIRS)

    def test_are_packages_with_a_short_readme_and_an_empty_init(self):
        for room in set(ROOMS) - {"config", "cli", "web", "wire", "api", "jobs"}:
            readme = (HOUSE / room / "README.md").read_text(encoding="utf-8").splitlines()
            assert 3 < len(readme) <= 25, f"{room}/README.md has {len(readme)} lines"
        for room in ROOMS:
            assert (HOUSE / room / "__init__.py").read_text().strip() == "", f"{room}/__init__.py is not empty"

    def test_hold_no_folder_that_python_does_not_see(self):
        folders = {path.parent for path in sources() if path.parent != HOUSE}
        assert [short(folder) for folder in folders if not (folder / "__init__.py").exists()] == []

    def test_are_entered_by_name_and_not_by_a_way_that_contracts_cannot_see(self):
        hidden = [
            f"{short(path)}:{line} {name}"
            for path in sources()
            for line, name in imported(ast.parse(path.read_text(encoding="utf-8")))
            if name == "import_module" or re.fullmatch(rf"doorstep\.({'|'.join(WITH_PUBLIC)})", name)
        ]
        assert hidden == []

    def test_have_a_public_door_without_logic(self):
        for room in WITH_PUBLIC:
            tree = ast.parse((HOUSE / room / "public.py").read_text(encoding="utf-8"))
            for node in tree.body:
                assert isinstance(node, (ast.ImportFrom, ast.Import, ast.Assign, ast.Expr)), (
                    f"{room}/public.py:{node.lineno}"
                )


@pytest.mark.once
class TestModels:
    def test_point_only_down_the_staircase(self):
        upward = []
        for model in OUR_MODELS:
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if not (field.concrete and target and target.__module__.startswith("doorstep.")):
                    continue
                here, there = (STAIRS.index(m.__module__.split(".")[1]) for m in (model, target))
                if there > here:
                    upward.append(f"{model.__name__}.{field.name}")
        assert upward == []

    def test_have_their_word_in_the_glossary(self):
        glossary = (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8")
        words = set(re.findall(r"\|[^|]*[一-鿿][^|]*\|\s*`?([A-Za-z]+)`?\s*\|", glossary))
        assert sorted(model.__name__ for model in OUR_MODELS if model.__name__ not in words) == []

    def test_tell_who_together_with_when(self):
        for model in OUR_MODELS:
            names = {field.name for field in model._meta.get_fields()}
            for by in (name for name in names if name.endswith("_by")):
                assert by[:-3] + "_at" in names, f"{model.__name__}.{by} has no time beside it"

    def test_neither_save_nor_manage_with_logic(self):
        for model in OUR_MODELS:
            assert "save" not in vars(model) and "delete" not in vars(model), model.__name__


@pytest.mark.once
class TestWriting:
    def test_happens_in_services_only(self):
        wrong = []
        for path in sources():
            if "services" in short(path) or short(path).startswith(("kernel", "rulebook")):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in WRITES
                    and "objects" in ast.unparse(node.func)
                ):
                    wrong.append(f"{short(path)}:{node.lineno} {ast.unparse(node.func)}")
        assert wrong == []

    def test_past_the_models_happens_in_services_too(self):
        wrong = [
            f"{short(path)}:{line}"
            for path in sources()
            if "services" not in short(path)
            for line, name in imported(ast.parse(path.read_text(encoding="utf-8")))
            if name in {f"doorstep.sql.public.{act}" for act in ("put", "change", "insertion")}
        ]
        assert wrong == []


@pytest.mark.once
class TestRefusals:
    @pytest.fixture(autouse=True)
    def every_door_is_open(self):
        for path in sources():  # a refusal is known once the module that has it was imported
            if "(Refusal)" in path.read_text(encoding="utf-8"):
                importlib.import_module("doorstep." + short(path).removesuffix(".py").replace("/", "."))

    def test_have_a_sentence_and_a_remedy_in_every_language(self):
        ours = {code for code, kind in known_refusals().items() if kind.__module__.startswith("doorstep.")}
        missing = [
            f"{code}: {key}"
            for code in sorted(ours)
            for key in ("zh-hans", "en", "remedy_zh-hans", "remedy_en")
            if not texts().get(code, {}).get(key)
        ]
        assert missing == []

    def test_have_no_text_for_a_refusal_that_is_gone(self):
        assert sorted(set(texts()) - set(known_refusals())) == []


def routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def operations(api):
    """Every operation of the HTTP API, by its path in the urlconf, with who may call it."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                where = re.sub(r"[{](\w+)[}]", r"<\1>", f"{router.prefix}{path}")
                yield where.lstrip("/"), operation


@pytest.mark.once
class TestRoutes:
    API = "api/v1/"

    def test_each_name_who_may_pass(self):
        api = {path for path, _ in operations(importlib.import_module("doorstep.api.house").api)}
        open_doors = [
            path
            for path, view in routes(get_resolver().url_patterns)
            if not hasattr(view, "door") and path.removeprefix(self.API) not in api
        ]
        assert open_doors == []

    def test_of_the_api_have_one_door_each_that_names_a_permission_or_says_open(self):
        from doorstep.api.house import api, door_of
        from doorstep.staff.public import Permission

        doors = {operation.view_func.__name__: door_of(operation) for _, operation in operations(api)}
        assert [name for name, door in doors.items() if not (door == "open" or isinstance(door, Permission))] == []
        assert [name for name, door in doors.items() if door == "open"] == ["public_status", "rate_case"]


@pytest.mark.once
class TestRepository:
    def test_names_no_registry_no_machine_and_leaves_nothing_unfinished(self):
        files = subprocess.run(
            ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        bad = re.compile(
            r"pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian|/"
            + r"work/|/root"
            + r"/|\.\./sha"
            + r"red|\bTO"
            + r"DO\b|\bFIX"
            + r"ME\b"
        )
        hits = []
        for name in filter(None, files):
            path = PROJECT / name
            if not path.is_file() or "vendor/" in name or path.suffix in {".mo", ".png", ".woff2"}:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if bad.search(line):
                    hits.append(f"{name}:{number}: {line.strip()[:80]}")
        assert hits == []
