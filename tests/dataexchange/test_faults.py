"""Every problem has a sentence, in both languages, with nothing left to fill in."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from dataexchange.importing import faults

IMPORTING = Path(faults.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")
SAID = re.compile(r'(?:problem|wrong)\(\s*"([a-z_]+)"|"code": "([a-z_]+)", "value"')
SENTENCES = {**faults.FAULTS, **faults.WARNINGS}


def test_faults_and_warnings_are_apart():
    assert faults.FAULTS.keys() & faults.WARNINGS.keys() == set()


def test_what_the_checks_say_is_in_the_list():
    paths = [*IMPORTING.glob("*.py"), *(IMPORTING / "specs").glob("*.py")]
    said = {found[1] or found[2] for path in paths for found in SAID.finditer(path.read_text(encoding="utf-8"))}
    assert said
    assert said - SENTENCES.keys() == set()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_filled_in(code, language):
    with translation.override("en"):
        places = PLACE.findall(str(SENTENCES[code]))
    values = {place: f"‹{place}›" for place in places}
    with translation.override(language):
        told = faults.sentence({"code": code, "field": "x", **values}, row=3)
    assert "%" not in told
    assert all(value in told for value in values.values())


def test_the_sentence_of_a_number_says_how_to_mend_it():
    problem = {"code": "id_as_number", "field": "id_number", "column": "身份证号"}
    with translation.override("zh-hans"):
        assert faults.sentence(problem, row=3) == "第3行 身份证号被表格软件改成数字，末位已丢失，请设为文本重填"


def test_a_merged_cell_is_called_so():
    with translation.override("zh-hans"):
        assert "合并" in faults.sentence({"code": "merged", "field": "name", "column": "姓名"})


def test_all_faults_of_a_row_make_one_text():
    both = [{"code": "required", "field": f, "column": f} for f in ("姓名", "险种")]
    assert faults.sentences(both).count("姓名") == faults.sentences(both).count("险种") == 1
    assert faults.sentences([], row=3) == ""
