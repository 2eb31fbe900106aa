"""The organization code stands on every list, form and export that speaks of employers (founding document, 三(二)).

A declared list must say where its code stands or why there is none; so must every form and every export made by hand.
"""

import ast
import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.conf import settings

from core.tables import Table
from tests.architecture.house import APPS, ROOT, called, modules, tree

# Reasons that hold: the thing listed is no employer. Each is a sentence somebody can check.
ABOUT_NO_EMPLOYER = {
    "ParameterTable", "JournalTable", "JobTable", "AreaTable", "CommunityTable", "GridTable", "TeamTable",
    "AccountTable", "RunTable", "DeliveryTable", "RoadTable", "DraftTable", "ChangeTable",
}  # fmt: skip
# Forms that hold no code, and why.
FORMS = {
    "CodesForm": "holds a whole column of codes",
    "LoginForm": "an account", "PasswordForm": "an account", "AccountForm": "an account",
    "PasswordFields": "an account", "InitialPasswordForm": "an account", "CloseAccountForm": "an account",
    "MemberChoice": "an account",
    "ParameterForm": "a parameter", "NewRowForm": "a parameter",
    "AppointmentForm": "the team", "MemberForm": "the team", "LastDayForm": "the team",
    "DaysForm": "the team", "DelegationForm": "the team", "CertificateForm": "the team", "LeaveForm": "the team",
    "PhoneForm": "the team", "TrainingForm": "the team", "WithdrawalForm": "the team", "HandOverForm": "the team",
    "PowerForm": "an act and its people", "RosterForm": "a file of people",
    "ChangeForm": "areas", "LineForm": "areas", "MergeForm": "areas", "SplitForm": "areas", "ThenForm": "areas",
    "TransferForm": "areas", "ZoneForm": "areas",
    "UploadForm": "a file; the code stands in its rows", "HeadingsForm": "the columns of a file, the code's among them",
    "CommitForm": "a delivery", "WithdrawForm": "a delivery",
    "OutlineForm": "outlines of grids", "KeepForm": "outlines of grids", "PublishForm": "outlines of grids",
    "FilingForm": "the map of a district", "RemarksForm": "the map of a district",
    "PurposeForm": "the map of a district",
    "SetAsideForm": "stands on the page of the finding, whose head shows the code",
    "ReasonForm": "stands in the frame of the employer's page, whose head shows the code",
    "PlaceForm": "stands in the frame of the employer's page, whose head shows the code",
}  # fmt: skip
# Files written by hand (exports.Sheet): module -> why it has no code column, or "has" where it has.
SHEETS = {
    "core/tables.py": "every declared list, each with its own column",
    "core/views/codecheck.py": "has",
    "oversight/views/dashboard.py": "figures of areas, no line of it is one employer",
    "inspectors/views/staffing.py": "people of areas",
    "dataexchange/views/team.py": "people of areas",
    "oversight/views/heat.py": "figures of areas, no line of it is one employer",
}


def load() -> None:
    for config in apps.get_app_configs():
        if config.name in APPS:
            for found in pkgutil.walk_packages([config.path], f"{config.name}."):
                if not {"migrations", "management"} & set(found.name.split(".")):
                    importlib.import_module(found.name)


def below(cls: type) -> set[type]:
    return {cls, *(deeper for child in cls.__subclasses__() for deeper in below(child))}


def ours(cls: type) -> list[type]:
    load()
    return sorted((one for one in below(cls) if one.__module__.split(".")[0] in APPS), key=lambda one: one.__name__)


def table_faults(table: type[Table]) -> list[str]:
    if not table.columns:
        return []
    column = next((one for one in table.columns if one.name == table.code_column), None)
    if column is None:
        known = table.no_code_because and table.__name__ in ABOUT_NO_EMPLOYER
        return [] if known else [f"{table.__name__} has no organization code column and no reason that holds"]
    faults = [] if column.format == "code" else [f"{table.__name__}: the code is no text cell in a workbook"]
    return faults if column.only != "page" else [*faults, f"{table.__name__}: its export leaves the code out"]


def test_every_list_shows_the_organization_code_or_says_why_not():
    tables = [table for table in ours(Table) if table is not Table and table.__module__ != __name__]
    assert len([table for table in tables if table.code_column]) >= 5
    assert [fault for table in tables for fault in table_faults(table)] == []


def test_a_page_of_an_employer_shows_the_code_in_its_head():
    head = (ROOT / "templates" / "employers" / "_frame.html").read_text(encoding="utf-8")
    assert "frame.org_code" in head


def test_every_form_has_the_code_or_a_reason():
    found = [form for form in ours(forms.BaseForm) if form.__module__ not in (__name__, "django.forms.forms")]
    named = {form.__name__ for form in found}
    without = {form.__name__ for form in found if "org_code" not in getattr(form, "base_fields", {})}
    assert without - FORMS.keys() == set()
    assert FORMS.keys() - named == set(), "a reason for a form that is gone"


def test_every_file_made_by_hand_has_the_code_or_a_reason():
    writers = {
        path.relative_to(ROOT).as_posix()
        for _app, path in modules()
        for node in ast.walk(tree(path))
        if called(node) == "Sheet" and ast.unparse(node.func) == "exports.Sheet"
    }
    assert writers == SHEETS.keys()


@pytest.mark.parametrize("page", ["oversight/home.html", "compliance/finding.html"])
def test_tables_written_into_templates_show_it(page):
    text = (settings.BASE_DIR / "templates" / page).read_text(encoding="utf-8")
    assert "org_code" in text


def test_the_walk_finds_a_list_without_its_code():
    columns = (*next(table for table in ours(Table) if table.__name__ == "EmployerTable").columns,)

    class Silent(Table):
        code_column = "name"
        no_code_because = "nobody asked"
        columns = ()
        default_order = ""

    Silent.columns = tuple(column for column in columns if column.name != "org_code")
    Silent.code_column = ""
    assert table_faults(Silent) == ["Silent has no organization code column and no reason that holds"]
    Silent.code_column = "name"
    assert table_faults(Silent) == ["Silent: the code is no text cell in a workbook"]
