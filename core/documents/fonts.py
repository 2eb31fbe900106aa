"""The fonts of documents: open ones out of packages, and the bureau's own licensed ones out of ``FONT_DIR``.

Never those of the machine: the same document is the same bytes wherever it is set.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

# Noto Sans SC, then Noto Sans CJK SC for the rare characters of names that the first one lacks.
OPEN_FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC")
PACKAGES = (("justmytype_intl_cjk", "fonts/ofl/notosanssc"), ("noto_cjk_sans_otc", "."))

# Under which names the fonts of official documents (GB/T 9704) are sold; used where ``FONT_DIR`` holds one of them.
BODY = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong")
HEADING = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK")


def families(preferred: Sequence[str] = ()) -> list[str]:
    """The families to set text in, best first: those of ``preferred`` that are there, then the open ones."""
    there = set(book(settings.FONT_DIR).families())
    if missing := set(OPEN_FAMILIES) - there:
        raise ImproperlyConfigured(_("Fonts are missing: %(names)s.") % {"names": ", ".join(sorted(missing))})
    return [*(name for name in preferred if name in there), *OPEN_FAMILIES]


@cache
def book(own: str) -> typst.Fonts:
    """Every font at hand, read once per process; ``own`` is the bureau's folder, or empty."""
    folders = [str(files(package).joinpath(folder)) for package, folder in PACKAGES]
    if own:
        if not Path(own).is_dir():
            raise ImproperlyConfigured(_("FONT_DIR names no folder: %(path)s") % {"path": own})
        folders.insert(0, own)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
