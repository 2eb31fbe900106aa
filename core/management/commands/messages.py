"""Sentences of the product and their translations: extract, merge, compile, list what is missing.

GNU gettext is not installed everywhere, so Babel reads the sources and writes the catalogues. A catalogue carries no
line numbers and no dates and is sorted, so that two people's changes meet in few lines.
"""

import fcntl
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "en"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACE = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{\w*\}")
SKIPPED = {"migrations", "tests", "__pycache__"}


@dataclass(frozen=True, order=True)
class Key:
    """What a sentence is looked up by: its English text and, where one word has two meanings, a context."""

    text: str
    context: str = ""
    plural: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.context}|{self.text}" if self.context else self.text


def sources() -> Iterator[Path]:
    """Every module and template of the product itself."""
    roots = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    for root in [*roots, settings.BASE_DIR / "templates"]:
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not SKIPPED & set(path.parts):
                yield path


def sentences(path: Path) -> Iterator[Key]:
    """The messages of one file; a file that cannot be read is an error, never an empty answer."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # within brackets the indentation of what the template engine leaves over means nothing
        text = "(\n" + templatize(text, origin=str(path)) + "\n)"
    for _line, function, messages, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {}):
        said = list(messages) if isinstance(messages, (list, tuple)) else [messages]
        context = said.pop(0) if "pgettext" in function else ""
        if said and said[0]:
            yield Key(said[0], context or "", said[1] if function.startswith("n") and len(said) > 1 else "")


def extracted() -> list[Key]:
    """All messages of the product, each once, in a stable order."""
    found: dict[Key, Key] = {}
    for path in sources():
        try:
            for key in sentences(path):
                found.setdefault(key, key)
        except Exception as problem:
            raise CommandError(f"{path.relative_to(settings.BASE_DIR)}: {problem}") from problem
    return sorted(found.values())


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language: str) -> dict[Key, str]:
    """What stands in the catalogue; a fuzzy entry counts as none."""
    path = catalogue_path(language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=to_locale(language))
    return {
        Key(_first(message.id), message.context or ""): _first(message.string)
        for message in catalogue
        if message.id and not message.fuzzy
    }


def _first(text: str | Iterable[str]) -> str:
    return text if isinstance(text, str) else next(iter(text), "")


def render(language: str, keys: Iterable[Key], translations: dict[Key, str]) -> str:
    """The text of a catalogue file."""
    head = f"Language: {to_locale(language)}|MIME-Version: 1.0|Content-Type: text/plain; charset=UTF-8|"
    head += f"Content-Transfer-Encoding: 8bit|Plural-Forms: {_plural_forms(language)}"
    parts = ['msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in head.split("|"))]
    for key in keys:
        lines = ["#, python-format"] if PLACE.search(key.text) and "%" in key.text else []
        lines += [f"msgctxt {_quoted(key.context)}"] if key.context else []
        lines += [f"msgid {_quoted(key.text)}"]
        said = translations.get(key, "")
        if key.plural:
            forms = [said] if language != SOURCE_LANGUAGE else [key.text, key.plural]
            lines += [f"msgid_plural {_quoted(key.plural)}"]
            lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms)]
        else:
            lines += [f"msgstr {_quoted(said)}"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _plural_forms(language: str) -> str:
    return "nplurals=2; plural=(n != 1);" if language == SOURCE_LANGUAGE else "nplurals=1; plural=0;"


def _quoted(text: str) -> str:
    return normalize(text, width=0)


def compile_catalogue(language: str) -> None:
    """Write the .mo beside the .po, in one step, because a running server may be reading it."""
    path = catalogue_path(language)
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file, locale=to_locale(language))
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as out:
        write_mo(out, catalogue)
    compiled = path.with_suffix(".mo")
    draft.replace(compiled)
    # A process that looked before there was a catalogue would go on without it.
    translation_file_changed(None, compiled)


def places_differ(text: str, said: str) -> bool:
    """A translation that names other places than its sentence would fail when shown."""
    return sorted(m.group() for m in PLACE.finditer(text)) != sorted(m.group() for m in PLACE.finditer(said))


def parse(text: str) -> Key:
    """``context|text`` or ``text``, as it stands in a merge file."""
    context, bar, rest = text.partition("|")
    return Key(rest, context) if bar and re.fullmatch(r"[a-z ]+", context) else Key(text)


@contextmanager
def locked() -> Iterator[None]:
    """One writer at a time."""
    folder = Path(settings.LOCALE_PATHS[0])
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Command(BaseCommand):
    help = "Extract the product's sentences into locale/, merge translations from JSON files, compile."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--merge", nargs="+", metavar="FILE.json", default=[], help='{"English": "中文", …}')
        parser.add_argument("--override", action="store_true", help="a merge file may change what is translated")
        parser.add_argument("--missing", action="store_true", help="list untranslated sentences as JSON; write nothing")
        parser.add_argument("--compile", action="store_true", help="only compile the catalogues")
        parser.add_argument("--check", action="store_true", help="exit with 1 if sources and catalogues differ")

    def handle(self, *args, **options) -> None:
        if options["compile"]:
            for language, _name in settings.LANGUAGES:
                compile_catalogue(language)
            return
        with locked():
            keys = extracted()
            if options["missing"]:
                said = read(settings.LANGUAGE_CODE)
                self.stdout.write(
                    json.dumps({str(key): "" for key in keys if not said.get(key)}, ensure_ascii=False, indent=1)
                )
            elif options["check"]:
                self._check(keys)
            else:
                self._write(keys, self._merged(keys, options["merge"], override=options["override"]))

    def _merged(self, keys: list[Key], files: list[str], *, override: bool) -> dict[Key, str]:
        said, known = read(settings.LANGUAGE_CODE), set(keys)
        for name in files:
            for text, translation in json.loads(Path(name).read_text(encoding="utf-8")).items():
                key = parse(text)
                if key not in known:
                    key = Key(key.text.replace("%", "%%"), key.context)  # how templates write a percent sign
                if key not in known:
                    self.stderr.write(f"{name}: not said anywhere: {text!r}")
                elif places_differ(key.text, translation):
                    self.stderr.write(f"{name}: names other places than its sentence, left out: {text!r}")
                elif said.get(key) not in {None, "", translation} and not override:
                    self.stderr.write(f"{name}: stays {said[key]!r}, not {translation!r}: {text!r} (--override)")
                elif translation:
                    said[key] = translation
        return said

    def _write(self, keys: list[Key], said: dict[Key, str]) -> None:
        for language, _name in settings.LANGUAGES:
            translations = {key: key.text for key in keys} if language == SOURCE_LANGUAGE else said
            path = catalogue_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.tmp")
            draft.write_text(render(language, keys, translations), encoding="utf-8")
            draft.replace(path)
            compile_catalogue(language)
        missing = sum(1 for key in keys if not said.get(key))
        self.stdout.write(f"{len(keys)} sentences, {missing} not translated")

    def _check(self, keys: list[Key]) -> None:
        said = read(settings.LANGUAGE_CODE)
        wanted = {
            language: render(language, keys, {key: key.text for key in keys} if language == SOURCE_LANGUAGE else said)
            for language, _name in settings.LANGUAGES
        }
        stale = [
            language
            for language, text in wanted.items()
            if not catalogue_path(language).exists() or catalogue_path(language).read_text(encoding="utf-8") != text
        ]
        missing = [str(key) for key in keys if not said.get(key)]
        if stale or missing:
            raise CommandError(f"not up to date: {stale or 'none'}; not translated: {missing or 'none'}")
