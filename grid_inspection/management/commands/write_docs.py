"""``manage.py write_docs``: write the pages that are generated from declarations; tests find a page that drifted."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from compliance.rules.docs import rules_markdown
from dataexchange.importing.docs import imports_markdown
from grid_inspection.dictionary import dictionary_markdown

PAGES = {"imports.md": imports_markdown, "rules.md": rules_markdown, "data-dictionary.md": dictionary_markdown}
# The table of permissions belongs to the tests, which the product never imports; an installed system has none.
FROM_TESTS = {"permissions.md": "tests.docs_permissions"}


class Command(BaseCommand):
    help = "Write docs/imports.md, rules.md, data-dictionary.md and permissions.md out of the declarations."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in PAGES.items():
            (settings.BASE_DIR / "docs" / name).write_text(text(), encoding="utf-8")
            self.stdout.write(f"docs/{name}")
        for name, module in FROM_TESTS.items():
            if (settings.BASE_DIR / f"{module.replace('.', '/')}.py").exists():
                environment = os.environ | {"DJANGO_SETTINGS_MODULE": "grid_inspection.settings"}
                subprocess.run([sys.executable, "-m", module], cwd=settings.BASE_DIR, env=environment, check=True)
                self.stdout.write(f"docs/{name}")
