"""Rule 3, tell down, never ask up: what no import shows. Relations, queued names, names as strings, signals."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture.house import APP_RANK, ROOT, called, first_text, modules, tree, where

DYNAMIC = {"get_model", "import_module", "import_string", "__import__"}
SIGNALS = {"receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
CLOCK_ROOMS = {"middleware", "management", "tasks", "views"}


def test_no_relation_points_up_the_line():
    found = []
    for model in apps.get_models():
        app = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or isinstance(target, str):
                continue
            their_app = target._meta.app_label
            if app in APP_RANK and APP_RANK.get(their_app, -1) > APP_RANK[app]:
                found.append(f"{model._meta.label}.{field.name} points up to {their_app}")
    assert found == []


def calls() -> Iterator[tuple[str, str, ast.Call, str]]:
    for app, path in modules():
        for node in ast.walk(tree(path)):
            if name := called(node):
                yield app, name, node, where(path, node)


def task_names(place: str) -> list[str]:
    """Every literal of a module that names a task, for an ``enqueue`` whose name is an argument."""
    literals = [node.value for node in ast.walk(tree(ROOT / place.split(":")[0])) if isinstance(node, ast.Constant)]
    texts = [text for text in literals if isinstance(text, str) and text.count(".") == 1 and " " not in text]
    return [text for text in texts if text.split(".")[0] in APP_RANK and not text.endswith(".html")]


def test_nothing_queues_a_task_of_a_higher_app():
    found = []
    for app, name, node, place in calls():
        if name == "enqueue":
            task = first_text(node)
            tasks = [task] if task else task_names(place)
            if not tasks:
                found.append(f"{place} queues a task that no literal of its module names")
            for each in tasks:
                if APP_RANK.get(each.split(".")[0], 99) > APP_RANK[app]:
                    found.append(f"{place} queues {each}: points up the line of apps, or names no app")
    assert found == []


def test_no_string_reaches_up_either():
    found = []
    for app, name, node, place in calls():
        if name in DYNAMIC:
            text = first_text(node)
            if text is None and app != "grid_inspection":
                found.append(f"{place}: {name} of something that is no literal")
            elif text and APP_RANK.get(text.split(".")[0], -1) > APP_RANK[app]:
                found.append(f"{place}: {name}({text!r}) points up the line of apps")
    assert found == []


def test_there_are_no_signals():
    found = []
    for _, path in modules():
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            if SIGNALS & set(names) or (isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".signals")):
                found.append(f"{where(path, node)} imports signals")
    assert found == []


def test_only_middleware_commands_and_tasks_ask_the_clock():
    """``request.today`` is the day of a page; the domain is told its day."""
    found = []
    for app, path in modules():
        rooms = set(path.with_suffix("").parts)
        if app == "grid_inspection" or path.name == "clock.py" or rooms & (CLOCK_ROOMS - {"views"}):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "core.clock":
                wanted = {alias.name for alias in node.names} - {"business_date"}
            elif isinstance(node, ast.ImportFrom) and node.module == "core":
                wanted = {alias.name for alias in node.names} & {"clock"}
                if wanted and not asks_for_today(path):
                    wanted = set()
            else:
                continue
            if wanted:
                found.append(f"{where(path, node)} asks the clock")
    assert found == []


def asks_for_today(path) -> bool:
    return any(called(node) in {"today", "is_demo"} for node in ast.walk(tree(path)))


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_after_nothing(word):
    assert [where(path) for _, path in modules(tests=True) if word in path.with_suffix("").parts[-2:]] == []
