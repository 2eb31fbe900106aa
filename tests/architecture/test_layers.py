"""Rules 1 and 2: imports point down the line of apps and down the layers of rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import APP_RANK, APPS, FREE, LAYER_RANK, PRIVATE, ROOT, modules


def imports(path: Path, root: Path) -> Iterator[tuple[str, int]]:
    """Yield every dotted name a module imports, wherever in the file it does so."""
    package = path.relative_to(root).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *(node.module or "").split("."))).strip(".")
            yield from ((f"{stem}.{alias.name}", node.lineno) for alias in node.names)


def fault(app: str, room: str, target: str) -> str | None:
    """Say what is wrong with ``app.room`` importing ``target``, or nothing."""
    their_app, their_room = (*target.split("."), "")[:2]
    if their_app == "tests":
        return "imports the tests"
    if their_app not in APP_RANK:
        return None
    if APP_RANK[their_app] > APP_RANK[app]:
        return "points up the line of apps"
    if their_app not in (app, "core") and their_room in PRIVATE and app != "grid_inspection":
        return "enters another app's private room"
    if their_app == app and app not in FREE and LAYER_RANK.get(their_room, 0) > LAYER_RANK.get(room, 99):
        return "points up the layers"
    return None


def violations(root: Path = ROOT) -> Iterator[str]:
    for app, path in modules(root):
        room = (*path.relative_to(root).with_suffix("").parts, "")[1]
        if app not in FREE and room not in LAYER_RANK and room != "__init__":
            yield f"{path.relative_to(root)} is in no known room"
        for target, line in imports(path, root):
            if problem := fault(app, room, target):
                yield f"{path.relative_to(root)}:{line} imports {target}: {problem}"


def test_every_import_points_down():
    assert list(violations()) == []


def test_the_walk_finds_planted_faults(tmp_path):
    """The test of the test: a toy house with five faults and one sound module."""
    toy = {
        "core/clock.py": "from grids.models import Area\n",
        "grids/models/area.py": "def late():\n    from grids.views import tree\n",
        "employers/domain/archive.py": "import grids.tasks\n",
        "employers/helpers.py": "",
        "compliance/domain/run.py": "from tests.kit import anything\n",
        "oversight/views/home.py": "from compliance.domain import run\nfrom core.views import base\n",
    }
    for name, text in toy.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = list(violations(tmp_path))
    assert found == [
        "core/clock.py:1 imports grids.models.Area: points up the line of apps",
        "grids/models/area.py:2 imports grids.views.tree: points up the layers",
        "employers/domain/archive.py:1 imports grids.tasks: enters another app's private room",
        "employers/helpers.py is in no known room",
        "compliance/domain/run.py:1 imports tests.kit.anything: imports the tests",
    ]


def test_every_folder_with_an_app_stands_in_the_line():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= set(APPS)
