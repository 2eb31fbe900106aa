"""One small city for the tests that look at the files themselves."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from grid_inspection.demo.departments import build
from grid_inspection.demo.files import Manifest

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Built:
    folder: Path
    manifest: Manifest


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    return Built(folder, build(folder, employers=300, seed=7, as_of=AS_OF))
