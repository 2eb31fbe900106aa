"""The zip file around a workbook, looked through before anything of it is unpacked whole."""

import struct
import zipfile
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from dataexchange.importing.reading.limits import Limits
from dataexchange.importing.reading.markup import parser
from dataexchange.importing.reading.objections import Objection

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
END_RECORD = b"PK\x05\x06"
END_FIELDS = struct.Struct("<4s4H2LH")
LONGEST_COMMENT = 65_535
ENTRY_BYTES = 1_024  # a directory entry with a name far longer than any of a workbook
ENCRYPTED, PATCHED = 0x41, 0x20  # flags of a member
HYPERLINK = "/hyperlink"
MARKUP = (".xml", ".rels", ".vml")
PROLOG = 1 << 20


def opened(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Open the container after the checks that need only its directory."""
    look_at_end(file, limits)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError, IndexError) as error:
        raise Objection("truncated") from error
    members = archive.infolist()
    check_names(members, limits)
    check_sizes(members, limits)
    check_places(file, archive, members)
    return archive


def look_at_end(file: IO[bytes], limits: Limits) -> None:
    """Refuse a directory too long to be read at all; without an end record the file is cut off."""
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_COMMENT - END_FIELDS.size))
    tail = file.read()
    place = tail.rfind(END_RECORD)
    if place < 0 or len(tail) - place < END_FIELDS.size:
        raise Objection("truncated")
    fields = END_FIELDS.unpack_from(tail, place)
    count, length = fields[4], fields[5]
    if count != 0xFFFF and count > limits.members:
        raise Objection("too_many_members", most=limits.members)
    if length != 0xFFFFFFFF and length > limits.members * ENTRY_BYTES:
        raise Objection("too_many_members", most=limits.members)


def check_names(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise Objection("too_many_members", most=limits.members)
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if name.startswith("/") or "\\" in member.orig_filename or "\0" in member.orig_filename or ":" in name:
            raise Objection("unsafe_names")
        if ".." in PurePosixPath(name).parts:
            raise Objection("unsafe_names")
        if name.casefold() in seen:
            raise Objection("member_twice", member=name[:100])
        seen.add(name.casefold())


def check_sizes(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Sizes as declared: reading stops at the declared size, and a lie then fails the checksum."""
    inflated = packed = 0
    for member in members:
        if member.flag_bits & ENCRYPTED:
            raise Objection("encrypted")
        if member.flag_bits & PATCHED or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Objection("broken_workbook")
        inflated += member.file_size
        packed += member.compress_size
        if member.file_size - limits.ratio_free_bytes > limits.inflated_ratio * member.compress_size:
            raise Objection("bomb", size=member.file_size >> 20)
    if inflated > limits.inflated_bytes or inflated - limits.ratio_free_bytes > limits.inflated_ratio * packed:
        raise Objection("bomb", size=inflated >> 20)


def check_places(file: IO[bytes], archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Members must not share bytes, and each must be the one that the directory names."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise Objection("overlap")
        file.seek(member.header_offset)
        header = file.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise Objection("truncated")
        *_fields, name_length, extra_length = LOCAL_HEADER.unpack(header)
        name = file.read(name_length)
        encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
        if name != member.orig_filename.encode(encoding, "replace"):
            raise Objection("broken_workbook")
        end = member.header_offset + LOCAL_HEADER.size + name_length + extra_length + member.compress_size
    if end > archive.start_dir:
        raise Objection("overlap")


def check_markup(archive: zipfile.ZipFile) -> None:
    """No document type anywhere; no tie to anything outside but the hyperlinks of cells."""
    for member in archive.infolist():
        name = member.filename.lower()
        if not name.endswith(MARKUP):
            continue
        if name.endswith(".rels"):
            for relation in relations(archive, member.filename):
                if relation.get("TargetMode", "").lower() == "external" and not relation.get("Type", "").endswith(
                    HYPERLINK
                ):
                    raise Objection("outside_relation", target=relation.get("Target", "")[:100])
        else:
            check_prolog(archive, member)


class _Started(Exception):
    """The first element was reached."""


def check_prolog(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    def start(_name: str, _attributes: dict[str, str]) -> None:
        raise _Started

    reader = parser()
    reader.StartElementHandler = start
    read = 0
    with archive.open(member) as stream:
        while block := stream.read(1 << 14):
            read += len(block)
            if read > PROLOG:
                raise Objection("oversized")
            try:
                reader.Parse(block, False)
            except _Started:
                return
            except expat.ExpatError:
                return  # parts that are read say so themselves; the others do not matter


def small_part(archive: zipfile.ZipFile, name: str, most: int = 16 << 20) -> bytes:
    """A part that is read whole."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise Objection("broken_workbook") from None
    if member.file_size > most:
        raise Objection("oversized")
    return archive.read(member)


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part in order: local name and attributes, prefixes left out."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) > 500_000:
            raise Objection("oversized")
        found.append((name.rpartition(":")[2], attributes))

    reader = parser()
    reader.StartElementHandler = start
    try:
        reader.Parse(data, True)
    except expat.ExpatError as error:
        raise Objection("broken_xml") from error
    return found


def relations(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    if name not in archive.namelist():
        return []
    return [attributes for local, attributes in elements(small_part(archive, name)) if local == "Relationship"]
