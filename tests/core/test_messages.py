"""The catalogues hold every sentence of the product, translated, and nothing else; both languages keep the places."""

import json
from gettext import NullTranslations

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext, trans_real

from core.management.commands import messages


@pytest.fixture(scope="module")
def keys():
    return messages.extracted()


def catalogue(language):
    with messages.catalogue_path(language).open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_every_sentence_is_translated(keys):
    said = messages.read("zh-hans")
    assert [str(key) for key in keys if not said.get(key)] == []


def test_catalogues_are_what_the_sources_say(keys):
    said = messages.read("zh-hans")
    for language, translations in (("zh-hans", said), ("en", {key: key.text for key in keys})):
        written = messages.catalogue_path(language).read_text(encoding="utf-8")
        assert written == messages.render(language, keys, translations), "run: manage.py messages"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_fuzzy_or_names_other_places(language):
    wrong = [
        message.id
        for message in catalogue(language)
        if message.fuzzy or (message.string and messages.places_differ(str(message.id), str(message.string)))
    ]
    assert wrong == []


def test_templates_and_modules_are_read(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p>It\'s\n  <b>{% translate "Name" %}</b>\n{% translate "May" context "month" %}\n'
        "{% blocktranslate trimmed with n=x %}\n  {{ n }} rows\n{% endblocktranslate %}"
        '{% include "y" with z=_("Own") %}'
    )
    module = tmp_path / "module.py"
    module.write_text(
        "a = gettext_lazy('One')\nb = pgettext('ctx', 'Two')\nc = gettext_noop('Thr' 'ee')\nd = f(_('Four'))\n"
    )
    assert [str(key) for key in messages.sentences(page)] == ["Name", "month|May", "%(n)s rows", "Own"]
    assert [str(key) for key in messages.sentences(module)] == ["One", "ctx|Two", "Three", "Four"]


@pytest.fixture
def small_house(tmp_path, settings, monkeypatch):
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.setattr(messages, "extracted", lambda: [messages.Key("%(n)s rows"), messages.Key("May", "month")])

    def merge(said, **options):
        file = tmp_path / "said.json"
        file.write_text(json.dumps(said))
        call_command("messages", merge=[str(file)], **options)
        return {str(key): text for key, text in messages.read("zh-hans").items()}

    return merge


def test_merging_keeps_what_is_translated_unless_told_otherwise(small_house):
    assert small_house({"month|May": "五月"}) == {"%(n)s rows": "", "month|May": "五月"}
    assert small_house({"month|May": "5月"})["month|May"] == "五月"
    assert small_house({"month|May": "5月"}, override=True)["month|May"] == "5月"


def test_merging_refuses_other_places_and_unknown_sentences(small_house, capsys):
    assert small_house({"%(n)s rows": "%(m)s 行", "Nowhere": "无"}) == {"%(n)s rows": "", "month|May": ""}
    assert "Nowhere" in capsys.readouterr().err
    assert small_house({"%(n)s rows": "%(n)s 行"})["%(n)s rows"] == "%(n)s 行"


def test_a_process_that_looked_before_there_was_a_catalogue_reads_it_once_it_is_compiled(monkeypatch):
    monkeypatch.setattr(trans_real, "_translations", {"zh-hans": NullTranslations()})
    with translation.override("zh-hans"):
        assert gettext("Draft") == "Draft"
    messages.compile_catalogue("zh-hans")
    with translation.override("zh-hans"):
        assert gettext("Draft") == "草稿"
