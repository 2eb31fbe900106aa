"""The closed vocabularies of the archive and of what departments say."""

from enum import IntFlag, nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class EmployerKind(TextChoices):
    """The six kinds of the founding document, clause 二."""

    ENTERPRISE = "enterprise", _("Enterprise")
    INSTITUTION = "institution", _("Public institution")
    INDIVIDUAL = "individual", _("Individual business")
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise", _("Private non-enterprise unit")
    STATE_ORGAN = "state_organ", _("State organ")
    ASSOCIATION = "association", _("Social organization")


class EmployerStatus(TextChoices):
    OPEN = "open", _("In operation")
    CLOSED = "closed", _("Deregistered")
    WITHDRAWN = "withdrawn", _("Withdrawn with its delivery")
    MERGED = "merged", _("Merged into another archive")
    live = nonmember(("open",))


class IdentifierKind(TextChoices):
    """Ranked: a row finds its archive by the first of these that it carries (datasets page)."""

    USCC = "uscc", _("Unified social credit code")
    ORG_CODE = "org_code", _("Organization code")
    REGISTRATION_NO = "registration_no", _("Business registration number")
    TAXPAYER_NO = "taxpayer_no", _("Taxpayer number")
    INSURANCE_UNIT_NO = "insurance_unit_no", _("Social insurance unit number")


class Dataset(TextChoices):
    """The eight files that departments deliver."""

    CODE_REGISTER = "code_register", _("Organization code register")
    BUSINESS_REGISTER = "business_register", _("Business register")
    TAX_REGISTER = "tax_register", _("Tax register")
    STATISTICS_UNITS = "statistics_units", _("Statistical unit directory")
    EMPLOYEE_ROSTER = "employee_roster", _("Employee roster")
    CONTRACT_FILING = "contract_filing", _("Labour contract filings")
    SOCIAL_INSURANCE = "social_insurance", _("Social insurance")
    WAGE_PAYMENT = "wage_payment", _("Wage payments")
    registers = nonmember(("code_register", "business_register", "tax_register", "statistics_units"))
    opening = nonmember(("code_register", "business_register"))
    labour = nonmember(("employee_roster", "contract_filing", "social_insurance", "wage_payment"))
    must_name_area = nonmember(("social_insurance", "contract_filing"))


class Mode(TextChoices):
    SNAPSHOT = "snapshot", _("Full list: what is absent is no longer listed")
    DELTA = "delta", _("Changes only: absence says nothing")


class Verdict(TextChoices):
    """What a delivered row turned out to be; the first that holds wins, in the order of ``ranking``."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REPEATED = "repeated", _("Repeated in this file")
    CONFLICT = "conflict", _("Contradicts another row")
    UNMATCHED = "unmatched", _("Employer not in the archive")
    OUTSIDE = "outside", _("Outside the deliverer's territory")
    INVALID = "invalid", _("Needs correction")
    ranking = nonmember(("invalid", "conflict", "repeated", "outside", "unmatched", "unchanged", "changed", "new"))
    applicable = nonmember(("new", "changed"))
    standing = nonmember(("new", "changed", "unchanged"))
    faulty = nonmember(("invalid", "conflict"))


class DocumentKind(TextChoices):
    RESIDENT = "resident", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    HK_MACAO = "hk_macao", _("Hong Kong and Macao travel permit")
    TAIWAN = "taiwan", _("Taiwan travel permit")
    FOREIGN_RESIDENT = "foreign_resident", _("Foreigner's residence permit")
    OTHER = "other", _("Other document")


class Sex(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Household(TextChoices):
    URBAN = "urban", _("Urban household")
    RURAL = "rural", _("Non-urban household")


class EmploymentForm(TextChoices):
    """用工形式. Standard is 全日制, and 劳务派遣 in the dispatching firm's own roster (rule catalogue 9.1)."""

    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    DISPATCHED = "dispatched", _("Dispatched")
    INTERN = "intern", _("Intern")
    REHIRED = "rehired", _("Rehired after retirement")
    OTHER = "other", _("Other form")


class ContractKind(TextChoices):
    FIXED = "fixed", _("Fixed term")
    OPEN_ENDED = "open_ended", _("Open-ended")
    TASK = "task", _("Until a task is completed")


class FilingAction(TextChoices):
    SIGNED = "signed", _("Newly signed")
    RENEWED = "renewed", _("Renewed")
    CHANGED = "changed", _("Amended")
    TERMINATED = "terminated", _("Terminated early")
    ENDED = "ended", _("Ended")
    opening = nonmember(("signed", "renewed"))
    ending = nonmember(("terminated", "ended"))


class PayIn(TextChoices):
    SAME_MONTH = "same", _("In the same month")
    NEXT_MONTH = "next", _("In the month after")


class PayType(TextChoices):
    WHOLE = "whole", _("Paid at once")
    INSTALMENT = "instalment", _("Paid in instalments")


class InsuranceStatus(TextChoices):
    PAYING = "paying", _("Paying")
    IN_ARREARS = "in_arrears", _("In arrears")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    counts_as_insured = nonmember(("paying", "in_arrears"))


class InsuranceKind(IntFlag):
    """险种 as bits: 养老 医疗 失业 工伤 生育, and the 综合社会保险 of Chengdu before 2011-04-01."""

    PENSION = 1
    MEDICAL = 2
    UNEMPLOYMENT = 4
    INJURY = 8
    MATERNITY = 16
    COMBINED = 32


class RateBit(IntFlag):
    """In which figures a state row counts: every number of labour use and of the rates is a count of one of these."""

    EMPLOYMENT = 1
    STANDARD = 2
    CONTRACTS_MET = 4
    CONTRACTS_OF = 8
    CONTRACTS_UNKNOWN = 16
    INSURANCE_MET = 32
    INSURANCE_OF = 64
    INSURANCE_UNKNOWN = 128
    WAGES_MET = 256
    WAGES_OF = 512
    WAGES_UNKNOWN = 1024


INSURANCE_LABELS = {
    InsuranceKind.PENSION: _("Pension"),
    InsuranceKind.MEDICAL: _("Medical"),
    InsuranceKind.UNEMPLOYMENT: _("Unemployment"),
    InsuranceKind.INJURY: _("Work injury"),
    InsuranceKind.MATERNITY: _("Maternity"),
    InsuranceKind.COMBINED: _("Combined insurance"),
}


class OpenedBy(IntegerChoices):
    """Who opened an archive: a register, unseen on the ground, or a person."""

    REGISTER = 1, _("Opened from a register, unverified")
    PERSON = 2, _("Opened by a person")
