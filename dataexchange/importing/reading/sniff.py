"""What a file is, by its content; its suffix is never asked."""

import re
from pathlib import Path
from typing import IO

from dataexchange.importing.reading.limits import MB, Limits
from dataexchange.importing.reading.refusals import refused

WORKBOOK, DELIMITED = "workbook", "delimited"

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_WORKBOOKS = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"SQLite f": "SQLite",
}
MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
PASSWORD_STREAM = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "B\0o\0o\0k\0\0\0".encode("ascii"))
MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype html|<html|<head|<meta|<table|<style)", re.IGNORECASE)
HEAD = 4_096
MOST_NULS = 0.1


def kind_of(path: Path, *, name: str, limits: Limits) -> str:
    """Tell a workbook from a text table; every other file is refused with what to do about it."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty", file=name)
    if size > limits.file_bytes:
        raise refused("too_large", file=name, most=limits.file_bytes // MB)
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head.startswith(ZIP):
            return WORKBOOK
        if head.startswith(COMPOUND):
            raise refused(_compound(file), file=name)
    if head.startswith(OLD_WORKBOOKS):
        raise refused("old_workbook", file=name)
    for magic, what in OTHERS.items():
        if head.startswith(magic):
            raise refused("no_table", file=name, what=what)
    if head.startswith(MARKS_16):
        return DELIMITED
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise refused("web_page", file=name)
    if head.count(0) > MOST_NULS * len(head):
        raise refused("unknown_kind", file=name)
    return DELIMITED


def _compound(file: IO[bytes]) -> str:
    """A compound file is an old workbook, or the wrapping of a workbook with a password."""
    file.seek(0)
    kept = b""
    seen = ""
    while block := file.read(MB):
        kept = kept[-64:] + block
        if PASSWORD_STREAM in kept:
            return "encrypted"
        if any(stream in kept for stream in WORKBOOK_STREAMS):
            seen = "old_workbook"
    return seen or "unknown_kind"
