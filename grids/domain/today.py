"""The copy of today: what an area is called, coded and part of on a day, written from its versions onto the area.

The night's first step calls this, so that a version which begins on a later day takes effect without a person.
"""

from datetime import date

from django.db import connection, transaction

# Right after a load the statistics speak of an empty table, and the join below would take minutes, not milliseconds.
ANALYZE = "analyze grids_area, grids_areaversion"

# Depth in the path gives the level columns: city/district/street/community, whatever the codes say.
COPY = """
with standing as (
    select v.area_id, v.code, v.name, v.kind, v.parent_id, v.path,
           nullif(split_part(v.path, '/', 2), '')::bigint as district_id,
           nullif(split_part(v.path, '/', 3), '')::bigint as street_id,
           nullif(split_part(v.path, '/', 4), '')::bigint as community_id
    from grids_areaversion v
    where v.valid_from <= %(on)s and (v.valid_to is null or v.valid_to > %(on)s)
), sorted as (
    select s.*, case
        when s.district_id = s.area_id then coalesce(nullif(s.code, ''), own.local_code)
        when s.district_id is not null
             and (d.code = '' or not starts_with(coalesce(nullif(s.code, ''), own.local_code), d.code))
            then host.local_code || '/' || coalesce(nullif(s.code, ''), own.local_code)
        else coalesce(nullif(s.code, ''), own.local_code) end as sort_key
    from standing s
    join grids_area own on own.id = s.area_id
    left join standing d on d.area_id = s.district_id
    left join grids_area host on host.id = s.district_id
)
update grids_area a
set code = s.code, name = s.name, kind = s.kind, parent_id = s.parent_id, path = s.path, sort_key = s.sort_key,
    district_id = s.district_id, street_id = s.street_id, community_id = s.community_id, closed_on = null
from sorted s
where a.id = s.area_id
  and (a.code, a.name, a.kind, a.parent_id, a.path, a.sort_key, a.district_id, a.street_id, a.community_id, a.closed_on)
      is distinct from
      (s.code, s.name, s.kind, s.parent_id, s.path, s.sort_key, s.district_id, s.street_id, s.community_id, null)
"""

CLOSE = """
update grids_area a
set closed_on = ended.day
from (
    select area_id, max(valid_to) as day from grids_areaversion where valid_from <= %(on)s
    group by area_id having bool_and(valid_to is not null and valid_to <= %(on)s)
) ended
where a.id = ended.area_id and a.closed_on is distinct from ended.day
"""


@transaction.atomic
def copy(*, on: date) -> int:
    """Copy the versions in force on ``on`` onto the areas; answers how many areas changed. Safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE)
        cursor.execute(CLOSE, {"on": on})
        changed = cursor.rowcount
        cursor.execute(COPY, {"on": on})
        return changed + cursor.rowcount
