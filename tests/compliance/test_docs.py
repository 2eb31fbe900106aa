"""docs/rules.md says what the declarations say."""

from django.conf import settings

from compliance.domain.evidence import SOURCES
from compliance.rules.catalogue import RULES
from compliance.rules.docs import rules_markdown


def test_the_page_of_rules_is_up_to_date():
    page = settings.BASE_DIR / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == rules_markdown(), "run manage.py write_docs"


def test_the_first_fourteen_rules_are_declared_once_with_their_evidence():
    codes = [rule.code for rule in RULES]
    assert codes == "R01 R02 R03 R06 R08 R13 R14 R15 R17 R25 R26 R30 R31 R32".split()
    assert sorted(code for rules in SOURCES for code in rules) == codes
    assert all(rule.severities and rule.needs and rule.parts for rule in RULES)
