"""docs/rules.md, generated from the declarations: what is documented is what runs."""

from django.utils import translation

from compliance.rules.base import Rule
from compliance.rules.catalogue import RULES
from employers.enums import Dataset

HEAD = """# Rules

Generated out of `compliance/rules/` by `manage.py write_docs`; do not edit.

A rule is a declaration: dated parameters (shown with code; their values stand on the parameter page), legal basis, and
set-based SQL over one part of the employers. Stale or missing input neither opens nor closes a finding, and a row that
arrived and did not apply accuses nobody. Of the rules of one group at most one holds about the same subject.

| rule | finding | severity | group |
|---|---|---|---|
"""


def rules_markdown() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        table = [f"| {rule.code} | {rule.title} | {_severities(rule)} | {rule.group} |" for rule in RULES]
        return HEAD + "\n".join([*table, "", *map(rule_markdown, RULES)])


def rule_markdown(rule: Rule) -> str:
    """One rule: sentence, basis, needs, parameters, what closes it."""
    needs = ", ".join(f"{Dataset(need).label} (`{need}`)" for need in rule.needs)
    used = ", ".join(f"`{code}`" for code in rule.parameters) or "none"
    lines = [
        f"## {rule.code} {rule.title}",
        "",
        str(rule.sentence),
        "",
        f"- Basis: {rule.basis}",
        f"- Needs: {needs}",
        f"- Severity: {_severities(rule)}",
        f"- Parameters: {used}",
        f"- Closes by: {rule.closes}",
        f"- Closed archives: {'read too' if rule.reads_closed else 'not read'}",
        "",
    ]
    return "\n".join(lines)


def _severities(rule: Rule) -> str:
    return ", ".join(str(severity.label) for severity in rule.severities)
