"""A territory small enough for a test: one city, two districts, a zone that holds a street of one of them."""

from datetime import date

from core.actor import COMMAND_LINE
from core.enums import Tier
from grids import queries
from grids.domain import today, tree, zones
from grids.enums import Kind
from grids.models import Area, AreaVersion
from grids.queries import Line

SINCE = date(2015, 1, 1)
LINES = (
    Line(Tier.CITY, "510100", "成都市", "510000", Kind.CITY),
    Line(Tier.DISTRICT, "510104", "锦江区", "510100", Kind.DISTRICT),
    Line(Tier.STREET, "510104017", "锦官驿街道", "510104", Kind.SUBDISTRICT),
    Line(Tier.COMMUNITY, "510104017001", "水井坊社区", "510104017", Kind.COMMUNITY),
    Line(Tier.COMMUNITY, "510104017002", "交子社区", "510104017", Kind.COMMUNITY),
    Line(Tier.STREET, "510104018", "东湖街道", "510104", Kind.SUBDISTRICT),
    Line(Tier.COMMUNITY, "510104018001", "望江社区", "510104018", Kind.COMMUNITY),
    Line(Tier.DISTRICT, "510107", "武侯区", "510100", Kind.DISTRICT),
    Line(Tier.STREET, "510107009", "晋阳街道", "510107", Kind.SUBDISTRICT),
    Line(Tier.COMMUNITY, "510107009001", "晋阳社区", "510107009", Kind.COMMUNITY),
    Line(Tier.STREET, "510107064", "桂溪街道", "510107", Kind.SUBDISTRICT),
    Line(Tier.COMMUNITY, "510107064001", "永安社区", "510107064", Kind.COMMUNITY),
)


def territory(on: date = SINCE) -> dict[str, Area]:
    """Load it through the verbs; answers every area by its local code. 桂溪街道 hangs under the zone ``CD-GX``."""
    tree.load(LINES, on=on, by=COMMAND_LINE)
    root = queries.city()
    zone = Area.objects.create(
        tier=Tier.DISTRICT, local_code="CD-GX", name="高新区", kind=Kind.ZONE, parent=root, sort_key="CD-GX"
    )
    path = f"{root.path}{zone.pk}/"
    AreaVersion.objects.create(area=zone, name=zone.name, kind=zone.kind, parent=root, path=path, valid_from=on)
    Area.objects.filter(pk=zone.pk).update(path=path)
    zone.path = path
    zones.move(AreaVersion.objects.get(code="510107064"), to=zone, on=on)
    today.copy(on=on)
    return {area.local_code: area for area in Area.objects.all()}
