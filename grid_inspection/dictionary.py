"""docs/data-dictionary.md, generated from the models: what is documented is what the database has."""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import override

APPS = ("core", "grids", "inspectors", "employers", "compliance", "dataexchange", "oversight")
INHERITED = {field.name for field in AbstractUser._meta.get_fields()}  # their help is written for Django's own admin
HEAD = """# Data dictionary

Generated out of the models by `manage.py write_docs`; do not edit.

Tables follow the line of apps. *Label* is what Chinese screens call a column, where one shows it. `?` after a type:
may be empty in the database. A closed list names its values. Identity and telephone numbers never stand in the clear:
`_cipher` is AES-256-GCM, `_hash` the keyed hash that joins, `mask` what screens show.
"""


def dictionary_markdown() -> str:
    with override("zh-hans"):
        return "\n".join([HEAD, *(line for app in APPS for line in _app(app))]) + "\n"


def _app(label: str) -> Iterator[str]:
    found = sorted(apps.get_app_config(label).get_models(), key=lambda model: model.__name__)
    if not found:
        return
    yield f"## {label}\n"
    for model in found:
        yield f"### {model.__name__}{_label(model)} — `{model._meta.db_table}`\n"
        yield f"{_sentence(model)}\n"
        yield "| column | label | type | holds |"
        yield "|---|---|---|---|"
        yield from (_line(field) for field in model._meta.concrete_fields)
        yield ""


def _label(model: type[models.Model]) -> str:
    """The model's own name in Chinese, where it declares one."""
    name = str(model._meta.verbose_name)
    return f" {name}" if not name.isascii() else ""


def _sentence(model: type[models.Model]) -> str:
    """The first paragraph of the model's docstring; Django's own docstring lists fields and says nothing."""
    text = cleandoc(model.__doc__ or "")
    return "" if text.startswith(f"{model.__name__}(") else " ".join(text.split("\n\n")[0].split())


def _line(field: Any) -> str:
    label = str(field.verbose_name)
    shown = "" if label == field.name.replace("_", " ") or label.isascii() else label
    empty = "?" if field.null else ""
    return f"| `{field.column}` | {shown} | {_type(field)}{empty} | {_holds(field)} |"


def _type(field: Any) -> str:
    if field.many_to_one or field.one_to_one:
        bare = "" if getattr(field, "db_constraint", True) else ", no constraint"
        return f"→ {field.related_model.__name__}{bare}"
    name = field.get_internal_type().removesuffix("Field")
    size = f"({field.max_length})" if name == "Char" and field.max_length else ""
    return f"{name}{size}"


def _holds(field: Any) -> str:
    inherited = issubclass(field.model, AbstractUser) and field.name in INHERITED
    parts = [str(field.help_text)] if field.help_text and not inherited else []
    if field.choices:
        parts.append(", ".join(f"`{value}` {words}" for value, words in field.flatchoices))
    if field.unique and not field.primary_key:
        parts.append("unique")
    return "; ".join(parts).replace("|", "\\|")
