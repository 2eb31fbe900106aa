from compliance.models.finding import Finding, FindingChange, SetAside
from compliance.models.rule_version import RuleVersion
from compliance.models.run import Run, RunShard
from compliance.models.taken_up import TakenUp
from compliance.models.tally import Tally

__all__ = ["Finding", "FindingChange", "RuleVersion", "Run", "RunShard", "SetAside", "TakenUp", "Tally"]
