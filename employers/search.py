"""Search in the archive: a name fragment, an address fragment, or a code, whatever its hyphens and small letters.

No extension is needed: names and addresses carry their two-character fragments in a GIN index (``domain/grams.py``).
A rare fragment is looked up there and the text looked at again; a common one, by the server's own statistics, is read
along the order of the list, which fills a page sooner than the index could gather its many rows.
"""

import re

from django.db import connection
from django.db.models import Q, QuerySet

from core import codes
from core.scope import Scope
from employers.domain.grams import grams
from employers.models import Employer, Identifier

COMMON = 2_000  # rows; from here on reading along the list beats the index (docs: performance, search)
MOST_CODES = 500
WORDS = 5
CODE = re.compile(r"[0-9A-Z]{4,20}")
BRACKETS = str.maketrans("()（）", "（）()")

# Frequencies of fragments among the rows, from ANALYZE; what is not among the most common is rare.
FREQUENCIES = """
SELECT s.attname, f.gram, f.share * (SELECT greatest(reltuples, 0) FROM pg_class
                                     WHERE oid = 'employers_employer'::regclass) AS rows
FROM pg_stats s, unnest(s.most_common_elems::text::int[], s.most_common_elem_freqs) AS f (gram, share)
WHERE s.schemaname = current_schema() AND s.tablename = 'employers_employer'
  AND s.attname IN ('name_grams', 'address_grams') AND f.gram = ANY(%s)
"""


def matching(rows: QuerySet, text: str) -> QuerySet:
    """The employers whose name, address or numbers hold every word of the text."""
    words = text.split()[:WORDS]
    known = frequencies([gram for word in words for variant in variants(word) for gram in grams(variant)])
    for word in words:
        rows = rows.filter(_word(word, known))
    return rows


def exact(text: str, scope: Scope) -> Employer | None:
    """The one employer in scope that bears exactly this code today, or nothing."""
    code = codes.normalise(text)
    if not CODE.fullmatch(code):
        return None
    bearers = Identifier.objects.current().filter(value=code).values("employer_id")
    found = list(Employer.objects.within(scope).filter(pk__in=bearers).only("pk")[:2])
    return found[0] if len(found) == 1 else None


def variants(word: str) -> list[str]:
    """The word as typed, and with the other kind of brackets: （） and () are written for one another in names."""
    other = word.translate(BRACKETS)
    return [word] if other == word else [word, other]


def frequencies(wanted: list[int]) -> dict[str, dict[int, float]]:
    """How many rows hold each fragment, by column; fragments that statistics do not list are rare."""
    found: dict[str, dict[int, float]] = {"name_grams": {}, "address_grams": {}}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(FREQUENCIES, [wanted])
            for column, gram, rows in cursor.fetchall():
                found[column][gram] = rows
    return found


def _word(word: str, known: dict[str, dict[int, float]]) -> Q:
    wanted = Q()
    for variant in variants(word):
        wanted |= _text(variant, known)
    code = codes.normalise(word)
    if CODE.fullmatch(code) and any(sign.isdigit() for sign in code):
        bearers = Identifier.objects.current().filter(value__startswith=code)
        wanted |= Q(pk__in=list(bearers.values_list("employer_id", flat=True)[:MOST_CODES]))
    return wanted


def _text(word: str, known: dict[str, dict[int, float]]) -> Q:
    """A fragment in the name or the address: through the index where it is rare in both, else along the list."""
    # Case is only folded where there is one: the planner knows how common a plain LIKE is, of a folded one it guesses.
    how = "icontains" if word.upper() != word.lower() else "contains"
    name, address = Q(**{f"name__{how}": word}), Q(**{f"address__{how}": word})
    parts = grams(word)
    if not parts or any(is_common(parts, known[column]) for column in known):
        return name | address
    return (name & Q(name_grams__contains=parts)) | (address & Q(address_grams__contains=parts))


def is_common(parts: list[int], rows: dict[int, float]) -> bool:
    """A word is as rare as its rarest fragment."""
    return min(rows.get(part, 0.0) for part in parts) > COMMON
