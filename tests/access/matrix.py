"""Who gets what from every page: one row per URL name (decisions 4). A name without a row fails, as does the reverse.

``roles`` may read, ``writers`` may POST (the same where it is not said). ``kind`` names what the number in the address
is: an object of the place asked about; a row without a kind has no object. ``why`` is the reason of whatever is out of
the ordinary.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.enums import Role

CITY, DISTRICT, STREET, COMMUNITY, ADMINISTRATOR = Role
TIERS = (CITY, DISTRICT, STREET, COMMUNITY)
EXPORT = (CITY, DISTRICT, STREET)
DECIDE = (CITY, DISTRICT)
KEEP = (CITY, DISTRICT, STREET)  # those who keep the people below them
ALL = (*TIERS, ADMINISTRATOR)
READ, WRITE, BOTH = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Row:
    name: str
    roles: tuple[Role, ...] = TIERS
    methods: tuple[str, ...] = READ
    writers: tuple[Role, ...] | None = None
    kind: str = ""
    more: tuple[str, ...] = ()  # further parts of the address: kinds of objects of the same place
    data: dict[str, Any] = field(default_factory=dict)
    exports: bool = False
    shows: bool = False  # the reader's own tokens must be on the page, or the canary would watch nothing
    lists: bool = False  # asked with filters that name other places too
    public: bool = False
    redirects: bool = False
    missing: tuple[Role, ...] = ()  # roles for whom it is 404 whatever the object, e.g. without a territory
    held: Callable[[Role, str], bool] | None = None  # an object lies inside by another rule than the place
    why: str = ""

    @property
    def may_write(self) -> tuple[Role, ...]:
        return self.roles if self.writers is None else self.writers


def listed(name: str, roles: tuple[Role, ...] = TIERS, *, writers: tuple[Role, ...] = EXPORT, shows: bool = True,
           **said: Any) -> Row:  # fmt: skip
    """A declared list: page, filters, count, and the export by POST."""
    return Row(name, roles, BOTH, writers=writers, exports=True, shows=shows, lists=True, **said)


def tab(name: str, **said: Any) -> Row:
    """A page of one employer."""
    return Row(name, kind="employer", shows=True, **said)


def administers(name: str, **said: Any) -> Row:
    return Row(name, (ADMINISTRATOR,), **said)


MATRIX = (
    # -- core --
    Row("healthz", ALL, public=True, why="asked by the supervisor and the container; says nothing but ok"),
    Row("core:login", ALL, BOTH, public=True, redirects=True, why="where everybody begins; who is known is sent on"),
    Row("core:logout", ALL, WRITE),
    Row("core:password", ALL, BOTH),
    Row("core:language", ALL, WRITE, public=True, why="the language is chosen before logging in, too"),
    Row("core:text_size", ALL, WRITE),
    Row("core:help", ALL),
    Row("core:help_topic", ALL, kind="topic", held=lambda role, letter: True, why="help is for everybody"),
    Row("core:codecheck", TIERS, BOTH, data={"codes": "XN0000019"}),
    listed("core:journal", (ADMINISTRATOR,), writers=(ADMINISTRATOR,), shows=False),
    listed("core:jobs", (ADMINISTRATOR,), writers=(ADMINISTRATOR,), shows=False),
    administers("core:job", kind="job"),
    listed("core:parameters", (ADMINISTRATOR,), writers=(ADMINISTRATOR,), shows=False),
    administers("core:parameter-edit", methods=BOTH, kind="parameter"),
    administers("core:parameter-add", methods=BOTH, kind="parameter"),
    # -- grids: which places there are is no secret of the archive, but every tier browses its own --
    listed("grids:tree", ALL, writers=(*EXPORT, ADMINISTRATOR), shows=False,
           why="the administrator holds no area: an empty page, however it is asked"),
    listed("grids:area", TIERS, shows=False, kind="area", missing=(ADMINISTRATOR,)),
    listed("grids:map", TIERS, shows=False, missing=(ADMINISTRATOR,)),
    listed("grids:area_map", TIERS, shows=False, kind="area", missing=(ADMINISTRATOR,)),
    listed("grids:drafts", DECIDE, writers=DECIDE),
    Row("grids:draft_new", DECIDE, BOTH),
    Row("grids:draft", DECIDE, kind="draft", shows=True),
    Row("grids:draft_answer", DECIDE, WRITE, kind="draft", data={"answer": "again"}),
    Row("grids:draft_publish", DECIDE, WRITE, kind="draft", data={"seen": "0"}),
    Row("grids:draft_discard", DECIDE, WRITE, kind="draft"),
    # -- inspectors --
    listed("inspectors:team", (*KEEP, ADMINISTRATOR), writers=(*KEEP, ADMINISTRATOR),
           why="the administrator keeps accounts and links them to people, so he sees the roster of every tier"),
    Row("inspectors:enrol", (CITY, DISTRICT, ADMINISTRATOR), BOTH),
    Row("inspectors:member", (*KEEP, ADMINISTRATOR), kind="member",
        why="the administrator sees the whole roster, no business data"),
    Row("inspectors:appoint", (CITY, DISTRICT, ADMINISTRATOR), BOTH, kind="member"),
    Row("inspectors:delegate", DECIDE, BOTH, kind="member"),
    Row("inspectors:leave", (CITY, DISTRICT, ADMINISTRATOR), BOTH, kind="member"),
    Row("inspectors:end", (CITY, DISTRICT), BOTH, kind="appointment",
        why="the administrator appoints the city tier only, so he may not end this one"),
    Row("inspectors:phone", KEEP, BOTH, kind="member"),
    Row("inspectors:read_phone", KEEP, BOTH, kind="member", data={"reason": "call him about the visit"}),
    Row("inspectors:certificate", KEEP, BOTH, kind="member"),
    Row("inspectors:withdraw_certificate", KEEP, BOTH, kind="certificate"),
    Row("inspectors:training", KEEP, BOTH, kind="member"),
    Row("inspectors:on_leave", KEEP, BOTH, kind="member"),
    Row("inspectors:end_leave", KEEP, BOTH, kind="leave"),
    Row("inspectors:sees", KEEP, kind="member"),
    Row("inspectors:issue_letter", KEEP, WRITE, kind="appointment"),
    Row("inspectors:letter", KEEP, kind="document"),
    Row("inspectors:grid_roster", KEEP, kind="area"),
    Row("inspectors:powers", TIERS),
    Row("inspectors:staffing", KEEP, BOTH, exports=True),
    Row("inspectors:area_staffing", KEEP, BOTH, exports=True, kind="area"),
    listed("inspectors:accounts", (ADMINISTRATOR,), writers=(ADMINISTRATOR,), shows=False),
    administers("inspectors:open_account", methods=BOTH),
    administers("inspectors:account", kind="user"),
    administers("inspectors:link", methods=WRITE, kind="user"),
    administers("inspectors:set_password", methods=WRITE, kind="user"),
    administers("inspectors:close", methods=WRITE, kind="user", data={"reason": "left the bureau"}),
    administers("inspectors:activate", methods=WRITE, kind="user"),
    administers("inspectors:unlock", methods=WRITE, kind="user"),
    # -- employers --
    listed("employers:list"),
    listed("employers:unplaced", EXPORT, shows=False,
           why="the archives of the reader's own community are placed, so none of them waits"),
    Row("employers:unplaced_count", EXPORT),
    listed("employers:misplaced", EXPORT, shows=False, why="no address of the reader's own archives has changed"),
    Row("employers:misplaced_count", EXPORT),
    listed("employers:answered", EXPORT, shows=False, why="of nobody has been said that he cannot be placed"),
    listed("employers:workers"),
    tab("employers:detail"),
    listed("employers:employer_workers", kind="employer"),
    tab("employers:contracts"),
    tab("employers:insurance", methods=BOTH, why="POST takes a month out; without a month it is the page"),
    tab("employers:wages", methods=BOTH, why="POST takes a month out; without a month it is the page"),
    tab("employers:rosters"),
    tab("employers:registers"),
    tab("employers:identifiers"),
    tab("employers:placements"),
    tab("employers:timeline"),
    tab("employers:worker", more=("worker",)),
    Row("employers:unmask", DECIDE, BOTH, kind="employer", more=("worker",), data={"reason": "compare with the card"}),
    Row("employers:override", DECIDE, BOTH, kind="employer", more=("identifier",),
        data={"reason": "seen the certificate"}),
    # -- compliance --
    listed("compliance:employers", why="answers the address of employers:list"),
    listed("compliance:findings"),
    Row("compliance:findings_count"),
    Row("compliance:finding", kind="finding", shows=True),
    Row("compliance:set_aside", DECIDE, WRITE, kind="finding", data={"reason": "signed today", "until": "2026-07-01"}),
    Row("compliance:take_up", TIERS, WRITE, kind="finding"),
    Row("compliance:let_go", TIERS, WRITE, kind="finding"),
    Row("compliance:resume", DECIDE, WRITE, kind="aside"),
    tab("compliance:employer_findings"),
    Row("compliance:employer_findings_count", kind="employer"),
    listed("compliance:runs", (CITY, DISTRICT, ADMINISTRATOR), writers=DECIDE, shows=False,
           why="the administrator watches the nights and takes nothing out"),
    administers("compliance:start", methods=WRITE),
    Row("compliance:run", (CITY, DISTRICT, ADMINISTRATOR), kind="run", held=lambda role, letter: True,
        why="a run is about the whole city and holds counts only"),
    Row("compliance:rules", ALL, why="the rules are law, not data"),
    # -- dataexchange --
    listed("dataexchange:deliveries", DECIDE, writers=DECIDE),
    listed("dataexchange:waiting", DECIDE, writers=DECIDE, shows=False),
    Row("dataexchange:team", DECIDE, BOTH),
    Row("dataexchange:upload", DECIDE, BOTH),
    Row("dataexchange:templates", DECIDE),
    Row("dataexchange:template", DECIDE, kind="dataset", held=lambda role, letter: True, why="an empty workbook"),
    listed("dataexchange:delivery", DECIDE, writers=DECIDE, kind="upload"),
    Row("dataexchange:progress", DECIDE, kind="upload", redirects=True, why="asked without the script it is the page"),
    Row("dataexchange:answer", DECIDE, WRITE, kind="upload"),
    Row("dataexchange:again", DECIDE, WRITE, kind="upload"),
    Row("dataexchange:commit", DECIDE, WRITE, kind="upload"),
    Row("dataexchange:withdraw", DECIDE, WRITE, kind="upload"),
    Row("dataexchange:faults", (CITY,), WRITE, kind="upload",
        why="a district fetches what it uploaded itself; this file came from another account"),
    Row("dataexchange:discard", DECIDE, WRITE, kind="upload"),  # last: the kept file goes with it
    # -- oversight --
    Row("oversight:place", EXPORT, BOTH, kind="employer", data={"area": "510104017002", "reason": "visited there"}),
    Row("oversight:programme", DECIDE),
    Row("oversight:programme_of", DECIDE, kind="area"),
    Row("oversight:guide", (DISTRICT,), WRITE, kind="area", data={"counts_as": "street"},
        why="the area asked about lies in a grid, which its district guides; the city guides districts"),
    Row("oversight:plan", (DISTRICT,), WRITE, kind="area", data={"stage": "staff", "planned_on": "2026-07-01"},
        why="the area asked about lies in a grid, which its district guides; the city guides districts"),
    listed("oversight:roads", EXPORT, shows=False, why="nobody of the reader's own place waits"),
    listed("oversight:road", EXPORT, kind="area", shows=False, why="nobody of the reader's own place waits"),
    Row("oversight:decide", EXPORT, WRITE, data={"employer": "1", "area": "510104017002"}),
    Row("oversight:handover", KEEP, BOTH, kind="member"),
    Row("oversight:decide_handover", KEEP, WRITE, kind="handover"),
    Row("oversight:workload", DECIDE),
    Row("oversight:area_workload", DECIDE, kind="area"),
    Row("oversight:seen_by", KEEP, kind="employer", shows=True),
    Row("oversight:home", ALL, why="the administrator's home shows the nights, no finding"),
    listed("oversight:changes", DECIDE, writers=DECIDE),
    Row("oversight:change_new", DECIDE, BOTH, kind="kind of change", held=lambda role, letter: True,
        why="an empty form; what may be chosen in it is the reader's own territory"),
    Row("oversight:change", DECIDE, kind="change", shows=True),
    Row("oversight:then", DECIDE),
    Row("oversight:change_propose", DECIDE, WRITE, kind="change"),
    Row("oversight:change_approve", (CITY,), WRITE, kind="change"),
    Row("oversight:change_return", (CITY,), WRITE, kind="change", data={"remarks": "say where it runs"}),
    Row("oversight:change_apply", (CITY,), WRITE, kind="change"),
    Row("oversight:change_undo", (CITY,), WRITE, kind="change", data={"remarks": "taken back again"}),
    Row("oversight:change_counter", DECIDE, WRITE, kind="change"),
    Row("oversight:change_withdraw", DECIDE, WRITE, kind="change", data={"remarks": "no longer needed"}),
    Row("oversight:dashboard", TIERS, BOTH, writers=EXPORT, exports=True),
    Row("oversight:filings", DECIDE),
    Row("oversight:filings_of", DECIDE, BOTH, writers=(DISTRICT,), kind="brigade",
        data={"paper": "a3", "preparer": "陈"}),
    Row("oversight:filing", DECIDE, kind="filing", shows=True),
    Row("oversight:filing_sheet", DECIDE, kind="filing", shows=True),
    Row("oversight:filing_picture", DECIDE, kind="filing", shows=True),
    Row("oversight:filing_progress", DECIDE, kind="filing", redirects=True, why="nothing is drawn: on to the filing"),
    Row("oversight:submit_filing", (DISTRICT,), WRITE, kind="filing"),
    Row("oversight:discard_filing", (DISTRICT,), WRITE, kind="filing"),
    Row("oversight:accept_filing", (CITY,), WRITE, kind="filing"),
    Row("oversight:return_filing", (CITY,), WRITE, kind="filing", data={"remarks": "unsigned"}),
    Row("oversight:publish_filing", DECIDE, WRITE, kind="filing", data={"purpose": "notice board"}),
    Row("oversight:verify_filing", TIERS),
    Row("oversight:area", TIERS, BOTH, writers=EXPORT, exports=True, kind="area"),
    Row("oversight:heat", TIERS, BOTH, writers=EXPORT, exports=True),
    Row("oversight:area_heat", TIERS, BOTH, writers=EXPORT, exports=True, kind="area"),
)  # fmt: skip
BY_NAME = {row.name: row for row in MATRIX}
