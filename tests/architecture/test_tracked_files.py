"""No tracked file names a machine or a package registry; the texts stay true wherever the repository is cloned."""

import re
import subprocess

import pytest

from tests.architecture.house import ROOT

# written in pieces, so that this file does not find itself
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian", "files." + "python"]
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|opt|home)/[\w.-]+")
MACHINE_ALLOWED = {"Dockerfile", "docker-compose.yml"}  # paths inside their own containers
BINARY = {".png", ".jpg", ".ico", ".xlsx", ".xls", ".gz", ".zip", ".pdf", ".woff2"}


def tracked():
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("SKIPPED: this is no git work tree, so there are no tracked files")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def test_no_file_names_a_registry():
    found = []
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)} names {host}" for host in REGISTRIES if host in text]
    assert found == []


def test_no_file_names_a_path_of_one_machine():
    found = []
    for path in tracked():
        if path.name in MACHINE_ALLOWED or path.suffix in {".csv", ".geojson"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [f"{path.relative_to(ROOT)}:{number} names {hit}" for hit in MACHINE.findall(line)]
    assert found == []


def test_nothing_of_the_state_is_tracked():
    assert [
        str(path) for path in tracked() if {"var", ".venv", "node_modules"} & set(path.relative_to(ROOT).parts)
    ] == []
