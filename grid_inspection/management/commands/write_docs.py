"""``manage.py write_docs``: write the pages that are generated from declarations; tests find a page that drifted."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from compliance.rules.docs import rules_markdown
from dataexchange.importing.docs import imports_markdown
from grid_inspection.dictionary import dictionary_markdown

PAGES = {"imports.md": imports_markdown, "rules.md": rules_markdown, "data-dictionary.md": dictionary_markdown}


class Command(BaseCommand):
    help = "Write docs/imports.md, docs/rules.md and docs/data-dictionary.md out of the declarations."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in PAGES.items():
            (settings.BASE_DIR / "docs" / name).write_text(text(), encoding="utf-8")
            self.stdout.write(f"docs/{name}")
