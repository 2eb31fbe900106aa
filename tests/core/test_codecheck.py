"""The page and the command that judge pasted codes."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from core import codecheck
from core.codes import resident_check
from core.enums import Role
from core.models import JournalEntry, User

pytestmark = pytest.mark.django_db

PERSON = "51019919900101001" + resident_check("51019919900101001")
PASTED = f"91310110666007217T\n91310110666007218T\t91510100MA62LP66xY\n\n{PERSON}\n12345\nD2143569-X"


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(f"{role}-1", password=None, role=role))
    return client


@pytest.fixture
def clerk():
    return client_of(Role.COMMUNITY)


class TestPage:
    def test_each_code_is_answered_in_the_order_of_pasting(self, clerk):
        page = clerk.post(reverse("core:codecheck"), {"codes": PASTED})
        assert [(row.code.answer.value, row.code.suggestion) for row in page.context["rows"]] == [
            ("valid", ""),
            ("nonconforming", "91310110666007217T"),
            ("nonconforming", "91510100MA62LP66XY"),
            ("valid", ""),
            ("malformed", ""),
            ("valid", ""),
        ]
        assert [count for _answer, _tone, count in page.context["sums"]] == [3, 2, 1]

    def test_an_identity_number_is_masked_and_not_given_back(self, clerk):
        page = clerk.post(reverse("core:codecheck"), {"codes": PASTED})
        assert PERSON not in page.content.decode()
        assert f"510199********{PERSON[-4:]}" in page.content.decode()
        assert "91310110666007218T" in page.context["form"].initial["codes"]

    def test_answers_have_a_word_and_a_shape_beside_the_colour(self, clerk):
        page = clerk.post(reverse("core:codecheck"), {"codes": PASTED}).content.decode()
        for tone in ("green", "yellow", "red"):
            assert f'<span class="tag {tone}"><svg' in page

    @pytest.mark.parametrize("codes", ["", " \n\t ", "\n".join(["12345"] * (codecheck.MOST + 1))])
    def test_nothing_and_too_much_are_told(self, clerk, codes):
        page = clerk.post(reverse("core:codecheck"), {"codes": codes})
        assert page.context["form"].errors["codes"]
        assert "rows" not in page.context
        assert "12345" not in page.content.decode()

    def test_the_table_can_be_downloaded_masked_and_the_journal_says_so(self, clerk):
        answer = clerk.post(reverse("core:codecheck"), {"codes": PASTED, "export": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert PERSON not in text
        assert text.count("\n") == text.count("\r\n") > 6
        assert "91310110666007217T" in text
        assert JournalEntry.objects.filter(verb="list.exported").count() == 1

    def test_the_page_is_kept_nowhere(self, clerk):
        assert "no-store" in clerk.get(reverse("core:codecheck"))["Cache-Control"]

    @pytest.mark.parametrize("role", [Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY])
    def test_the_four_tiers_may(self, role):
        assert client_of(role).get(reverse("core:codecheck")).status_code == 200

    def test_the_administrator_may_not(self):
        assert client_of(Role.ADMINISTRATOR).get(reverse("core:codecheck")).status_code == 403

    def test_nobody_may_without_an_account(self):
        assert Client().get(reverse("core:codecheck")).status_code == 302


class TestCommand:
    def lines(self, *arguments) -> list[list[str]]:
        out = io.StringIO()
        call_command("codecheck", *arguments, stdout=out)
        return [line.split("\t") for line in out.getvalue().splitlines()]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_a_file_a_code_a_line(self, tmp_path, encoding):
        file = tmp_path / "codes.txt"
        file.write_bytes(
            "91310110666007218T\r\n\r\n９１３１０１１０６６６００７２１７Ｔ\r\n组织机构\r\n000000000".encode(encoding)
        )
        assert self.lines(str(file)) == [
            ["91310110666007218T", "uscc", "nonconforming", "91310110666007217T"],
            ["９１３１０１１０６６６００７２１７Ｔ", "uscc", "valid", ""],
            ["组织机构", "unknown", "malformed", ""],
            ["000000000", "org_code", "nonconforming", ""],
        ]

    def test_standard_input(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"D2143569-X\n110108000000016\n")))
        assert self.lines() == [
            ["D2143569-X", "org_code", "valid", ""],
            ["110108000000016", "registration_no", "valid", ""],
        ]

    def test_a_missing_file_is_named(self):
        with pytest.raises(CommandError, match=r"nowhere\.txt"):
            self.lines("nowhere.txt")
