"""R01, R02, R03, R06, R08: codes and archives (GB 11714, GB 32100; founding document 二, 三(二), 三(三)).

A register is fresh for a place when a delivery of it that covers the place was received within the limit, whatever rows
it had: registers are sent as changes. Where an employer stood on the received day decides.
"""

from django.utils.translation import gettext_lazy as _

from compliance.enums import Severity
from compliance.rules.base import CityPart, EmployerPart, Rule
from employers.enums import Dataset

REGISTERS = (Dataset.CODE_REGISTER, Dataset.BUSINESS_REGISTER)

# Whether a delivery of register {dataset} that covers employer {employer} is fresh.
REGISTER_FRESH = """
EXISTS (SELECT 1 FROM t_register d WHERE d.dataset = {dataset} AND (d.whole_city OR EXISTS (
    SELECT 1 FROM employers_placement p JOIN grids_area a ON a.id = p.area_id
    WHERE p.employer_id = {employer} AND p.superseded_at IS NULL AND (p.valid_to IS NULL OR p.valid_to > d.received_on)
      AND (p.valid_from <= d.received_on OR NOT EXISTS (
          SELECT 1 FROM employers_placement q WHERE q.employer_id = p.employer_id AND q.superseded_at IS NULL
            AND q.valid_from < p.valid_from))
      AND a.path LIKE d.path || '%%')))
"""
# The same for a place.
AREA_FRESH = """
EXISTS (SELECT 1 FROM t_register d JOIN grids_area a ON a.id = {area}
        WHERE d.dataset = {dataset} AND (d.whole_city OR a.path LIKE d.path || '%%'))
"""

NONCONFORMING = """
SELECT DISTINCT ON (f.employer_id, i.value) f.employer_id, 'code:' || i.value AS subject, '' AS period, 3 AS severity,
       NULL::date AS month, NULL::bigint AS other_id,
       jsonb_build_object('value', i.value, 'dataset', i.dataset, 'identifier', i.id) AS values
FROM t_judge f JOIN {identifiers} i ON i.employer_id = f.employer_id
WHERE f.live AND i.kind = '@kind' AND NOT i.conforming AND i.override_reason = '' AND NOT i.derived AND @fresh
ORDER BY f.employer_id, i.value, i.id
"""
# Judged: the register is fresh, or nobody states the code any more, or it was kept with a reason.
STATED = """
(NOT f.live OR NOT EXISTS (
    SELECT 1 FROM {identifiers} i WHERE i.employer_id = f.employer_id AND 'code:' || i.value = fd.subject
      AND i.kind = '@kind' AND i.override_reason = '' AND NOT @fresh))
"""


def _about(sql: str, kind: str) -> str:
    fresh = REGISTER_FRESH.format(dataset="i.dataset", employer="i.employer_id")
    return sql.replace("@kind", kind).replace("@fresh", fresh.strip())


ORG_CODE_INVALID = Rule(
    code="R01",
    title=_("Organization code fails its standard"),
    sentence=_("The organization code that a register states fails GB 11714, and nobody has kept it with a reason."),
    closes=_("A register that states another code, or keeping the code with a reason."),
    basis=_("GB 11714-1997; founding document, clause 2"),
    needs=REGISTERS,
    severities=(Severity.YELLOW,),
    parameters=("freshness.registers",),
    parts=(EmployerPart(hits=_about(NONCONFORMING, "org_code"), judged=_about(STATED, "org_code")),),
)

USCC_INVALID = Rule(
    code="R02",
    title=_("Unified social credit code fails its standard"),
    sentence=_(
        "The unified code fails GB 32100 (characters, pair or check character), and nobody has kept it with a reason."
    ),
    closes=_("A register that states another code, or keeping the code with a reason."),
    basis=_("GB 32100-2015"),
    needs=REGISTERS,
    severities=(Severity.YELLOW,),
    parameters=("R02.in_force", "freshness.registers"),
    in_force="R02.in_force",
    parts=(EmployerPart(hits=_about(NONCONFORMING, "uscc"), judged=_about(STATED, "uscc")),),
)

U_FRESH = REGISTER_FRESH.format(dataset="u.dataset", employer="u.employer_id")
O_FRESH = REGISTER_FRESH.format(dataset="o.dataset", employer="o.employer_id")
DISAGREE = f"""
SELECT DISTINCT ON (f.employer_id, u.value) f.employer_id, 'code:' || u.value AS subject, '' AS period, 3 AS severity,
       NULL::date AS month, NULL::bigint AS other_id,
       jsonb_build_object('value', u.value, 'embedded', substr(u.value, 9, 9), 'stated', o.value, 'dataset', u.dataset,
           'stated_by', o.dataset, 'identifier', u.id, 'other_identifier', o.id) AS values
FROM t_judge f
JOIN {{identifiers}} u ON u.employer_id = f.employer_id AND u.kind = 'uscc' AND left(u.value, 2) <> '92'
JOIN {{identifiers}} o ON o.employer_id = f.employer_id AND o.kind = 'org_code' AND NOT o.derived
     AND o.value <> substr(u.value, 9, 9)
WHERE f.live AND {U_FRESH} AND {O_FRESH}
ORDER BY f.employer_id, u.value, u.id, o.id
"""
CODES_DISAGREE = Rule(
    code="R03",
    title=_("Unified code and organization code disagree"),
    sentence=_(
        "Characters 9 to 17 of the archive's unified code are not the organization code that a register states."
    ),
    closes=_("A register that corrects one of the two codes."),
    basis=_("GB 32100-2015: characters 9 to 17 are the organization code"),
    needs=REGISTERS,
    severities=(Severity.YELLOW,),
    parameters=("freshness.registers",),
    parts=(
        EmployerPart(
            hits=DISAGREE,
            judged=f"""(NOT f.live OR NOT EXISTS (
                SELECT 1 FROM {{identifiers}} u
                JOIN {{identifiers}} o ON o.employer_id = u.employer_id AND o.kind = 'org_code' AND NOT o.derived
                     AND o.value <> substr(u.value, 9, 9)
                WHERE u.employer_id = f.employer_id AND u.kind = 'uscc' AND 'code:' || u.value = fd.subject
                  AND NOT ({U_FRESH} AND {O_FRESH})))""",
        ),
    ),
)

A_FRESH = REGISTER_FRESH.format(dataset="i.dataset", employer="i.employer_id")
B_FRESH = REGISTER_FRESH.format(dataset="j.dataset", employer="j.employer_id")
# Two archives in operation with the same current number; an organization code inside a unified code counts as held.
SHARED = f"""
SELECT DISTINCT ON (a.id, subject) a.id AS employer_id, a.area_id, a.district_id, a.street_id, a.community_id,
       'code:' || coalesce(nullif(b.uscc, ''), nullif(b.org_code, ''), b.registration_no) AS subject, '' AS period,
       3 AS severity, NULL::date AS month, b.id AS other_id,
       jsonb_build_object('value', i.value, 'kind', i.kind, 'dataset', i.dataset, 'other_dataset', j.dataset,
           'identifier', i.id, 'other_identifier', j.id, 'other_opened_on', b.opened_on, 'other_name', b.name) AS values
FROM t_shared v
JOIN {{identifiers}} i ON i.kind = v.kind AND i.value = v.value
JOIN {{identifiers}} j ON j.kind = v.kind AND j.value = v.value AND j.employer_id <> i.employer_id
JOIN {{employers}} a ON a.id = i.employer_id AND a.live
JOIN {{employers}} b ON b.id = j.employer_id AND b.live
WHERE (a.opened_on, a.id) < (b.opened_on, b.id) AND {A_FRESH} AND {B_FRESH}
ORDER BY a.id, subject, b.id, i.kind DESC, i.id
"""
ONE_CODE = Rule(
    code="R06",
    title=_("One code, several archives"),
    sentence=_("Two archives in operation hold the same number."),
    closes=_("Merging the archives, or a register that gives one of them another number."),
    basis=_("Founding document, clause 3(2): one employer, one code, one archive"),
    needs=REGISTERS,
    severities=(Severity.YELLOW,),
    parameters=("freshness.registers",),
    parts=(
        CityPart(
            hits=SHARED,
            judged=f"""NOT EXISTS (
                SELECT 1 FROM {{identifiers}} i JOIN {{identifiers}} j ON j.kind = i.kind AND j.value = i.value
                JOIN {{employers}} a ON a.id = i.employer_id AND a.live
                JOIN {{employers}} b ON b.id = j.employer_id AND b.live
                WHERE i.employer_id = fd.employer_id AND j.employer_id = fd.other_id
                  AND NOT ({A_FRESH} AND {B_FRESH}))""",
        ),
    ),
)

ENTRY_FRESH = " AND ".join(
    AREA_FRESH.format(dataset=dataset, area="e.area_id").strip()
    for dataset in ("e.dataset", "'code_register'", "'business_register'")
)
ORPHANS = f"""
SELECT NULL::bigint AS employer_id, e.area_id, e.district_id, e.street_id, e.community_id,
       'entry:' || e.dataset || ':' || e.key AS subject, '' AS period, 3 AS severity, NULL::date AS month,
       NULL::bigint AS other_id,
       jsonb_build_object('value', e.key, 'dataset', e.dataset, 'name', e.name, 'address', e.address,
           'status', e.status,           'first_delivered_on', e.first_delivered_on, 'entry', e.id) AS values
FROM {{orphans}} e
WHERE e.dataset IN ('tax_register', 'statistics_units') AND e.live AND e.listed
  AND (e.dataset <> 'statistics_units' OR e.year = %(newest_year)s)
  AND %(on)s > e.first_delivered_on + %(r08_days)s AND {ENTRY_FRESH}
"""
NO_ARCHIVE = Rule(
    code="R08",
    title=_("In a register, but no archive"),
    sentence=_(
        "A tax or statistics register has listed the unit as active for more than 30 days, and it has no archive."
    ),
    closes=_("Opening its archive, or a register that no longer lists it as active."),
    basis=_("Founding document, clause 3(3): all employers"),
    needs=(Dataset.TAX_REGISTER, Dataset.STATISTICS_UNITS, *REGISTERS),
    severities=(Severity.YELLOW,),
    parameters=("R08.days", "freshness.registers"),
    in_force="R08.days",
    parts=(
        CityPart(
            hits=ORPHANS,
            judged=f"""NOT EXISTS (
                SELECT 1 FROM {{orphans}} e WHERE 'entry:' || e.dataset || ':' || e.key = fd.subject
                  AND NOT ({ENTRY_FRESH}))""",
        ),
    ),
)

RULES = (ORG_CODE_INVALID, USCC_INVALID, CODES_DISAGREE, ONE_CODE, NO_ARCHIVE)
