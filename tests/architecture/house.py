"""The house as the architecture tests read it: ten apps in one line, seven layers of rooms, every module as a tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

APPS = (
    "core",
    "grids",
    "inspectors",
    "employers",
    "visits",
    "cases",
    "compliance",
    "dataexchange",
    "oversight",
    "grid_inspection",
)
LAYERS = (
    {"enums"},
    {"models", "querysets", "validators", "workflow"},
    {"permissions"},
    {"domain", "queries", "search", "rules", "importing", "formspec", "indicators"},
    {"forms", "tables", "filters", "exporting", "reports"},
    {"views", "tasks", "admin", "api", "middleware", "context_processors", "checks", "management", "templatetags"},
    {"urls", "apps"},
)
ROOT = Path(__file__).resolve().parents[2]
APP_RANK = {app: rank for rank, app in enumerate(APPS)}
LAYER_RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
PRIVATE = LAYERS[-2] | LAYERS[-1]
FREE = {"core", "grid_inspection"}  # flat packages: no rooms to name


def modules(root: Path = ROOT, *, tests: bool = False) -> Iterator[tuple[str, Path]]:
    """Every module of the product with its app, migrations left out."""
    for app in (*APPS, "tests", "benchmarks") if tests else APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path: Path, node: ast.AST | None = None, root: Path = ROOT) -> str:
    line = getattr(node, "lineno", 1)
    return f"{path.relative_to(root)}:{line}"


def called(node: ast.AST) -> str:
    """The last name of what a call calls: ``enqueue`` of ``jobs.enqueue(…)``."""
    if not isinstance(node, ast.Call):
        return ""
    target = node.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def first_text(node: ast.Call) -> str | None:
    """The first argument, where it is a literal text."""
    if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        return node.args[0].value
    return None
