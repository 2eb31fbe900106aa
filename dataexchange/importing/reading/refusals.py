"""Why a file is not read, as sentences: what is wrong, and what its sender can do about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.table import Notice, Refused

SENTENCES = {
    # what kind of file it is
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(most)s MB. Deliver it in parts."),
    "no_table": _("This is a %(what)s file, not a table. Save the table as .xlsx or .csv and deliver that."),
    "unknown_kind": _("This is neither a workbook nor a text table. Save it as .xlsx or .csv and deliver that."),
    "old_workbook": _("This is a workbook of the old kind (.xls, .et). Open it, save it as .xlsx and deliver that."),
    "binary_workbook": _("This is a binary workbook (.xlsb). Open it, save it as .xlsx and deliver that."),
    "open_document": _("This is an OpenDocument table (.ods). Open it, save it as .xlsx and deliver that."),
    "web_page": _("This is a web page or XML file with a workbook's name. Open it, save it as .xlsx and deliver that."),
    "macros": _("The workbook contains macros. Save it as .xlsx (without macros) and deliver that."),
    "encrypted": _("The workbook is protected with a password. Remove the password, save it and deliver it again."),
    "not_a_workbook": _(
        "The file is packed like a workbook but contains none. Save the table as .xlsx and deliver that."
    ),
    # what is wrong with the container
    "truncated": _(
        "The file is incomplete or damaged, probably cut off on its way. Save it again and deliver the new copy."
    ),
    "too_many_members": _("The workbook consists of more than %(most)s parts. Copy the table into a new workbook."),
    "unsafe_names": _("The parts of the workbook have unsafe names. Open it, save it as .xlsx and deliver that."),
    "member_twice": _("The workbook contains the part %(member)s twice. Open it, save it as .xlsx and deliver that."),
    "overlap": _("The parts of the workbook overlap: its structure is unsafe. It was not opened."),
    "bomb": _("Unpacked, the workbook would take %(size)s MB, far too much for a file of its size. It was not opened."),
    "doctype": _("The structure of the file is unsafe: it contains a document type declaration. It was not opened."),
    "outside_relation": _(
        "The workbook refers to something outside it (%(target)s). Break its links to other files, save it and "
        "deliver it again."
    ),
    "broken_workbook": _("The workbook is damaged and cannot be read. Open it, save it as .xlsx and deliver that."),
    "broken_xml": _(
        "The inside of the workbook is damaged and cannot be read. Open it, save it as .xlsx and deliver that."
    ),
    "oversized": _("One piece of the workbook is too large to be read. Copy the table into a new workbook."),
    "too_much_text": _("The workbook holds more text than can be read at once. Deliver it in parts or as .csv."),
    "too_many_merges": _("The sheet has more than %(most)s merged areas. Unmerge them and deliver it again."),
    "too_demanding": _(
        "Reading the workbook took too much time or memory, and was stopped. Deliver it in parts or as .csv."
    ),
    # which sheet and where the headings are
    "no_sheet": _("The workbook has no visible sheet with a table."),
    "sheet_unknown": _("There is no sheet named “%(wanted)s”. The sheets are: %(names)s."),
    "sheets_two": _("Several sheets have such headings: %(names)s. Say which one is to be read (--sheet)."),
    "no_headings": _("No heading row was found: none of the first %(most)s rows has two known headings."),
    "no_rows": _("There is no data row below the headings."),
    # what is wrong with the rows
    "rows_twice": _(
        "The workbook numbers this row twice or out of order, so some of its data would be lost. "
        "Copy the table into a new workbook."
    ),
    "cell_twice": _(
        "The workbook contains this cell twice or out of order, so some of its data would be lost. "
        "Copy the table into a new workbook."
    ),
    "broken_cell": _("This cell is damaged. Copy the table into a new workbook."),
    "far_row": _(
        "There is a lone cell far below the table, after more than %(most)s blank rows. "
        "Delete it and deliver the file again."
    ),
    "far_column": _(
        "There is a cell far to the right of the table, beyond column %(most)s. Delete it and deliver the file again."
    ),
    "too_many_rows": _("The table has more than %(most)s rows. Deliver it in parts."),
    # text tables
    "mixed_encoding": _("Parts of the file are written in UTF-8, others in GB18030. Save it again in one encoding."),
    "encoding": _("The characters here are neither UTF-8 nor GB18030. Save the file again as UTF-8."),
    "quoting": _("A quotation mark is missing or misplaced in this row, so its columns cannot be told apart."),
}

NOTICES = {
    "sheets_left_out": _("Not read: the sheets %(names)s."),
    "hidden_left_out": _("Not read: the hidden sheets %(names)s."),
    "cells_beyond": _("Cells to the right of the last heading were not read: %(count)s, the first is %(cell)s."),
}


def refused(code: str, *, file: str, **place_and_values: Any) -> Refused:
    """The refusal of ``code``; ``sheet``, ``row`` and ``column`` say where, everything else fills the sentence."""
    return Refused(SENTENCES[code], code=code, file=file, **place_and_values)


def notice(code: str, **values: Any) -> Notice:
    return Notice(NOTICES[code], values, code)


def quoted(names: list[str]) -> str:
    """Names of sheets in a row."""
    return " ".join(f"“{name}”" for name in names)
