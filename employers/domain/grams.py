"""Two-character fragments as numbers: what the search index of names and addresses holds (no extension needed).

A fragment is 15 bits of its first character and 16 of its second. Distinct fragments may share a number, so a search
always looks at the text again. ``employers_grams`` in the database does the same for stored columns.
"""

FUNCTION = """
CREATE FUNCTION employers_grams(content text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT ((ascii(substr(told, n, 1)) & 32767) << 16)
                                       | (ascii(substr(told, n + 1, 1)) & 65535)), '{}')
    FROM (SELECT upper(content) AS told) text, generate_series(1, length(content) - 1) n
$$
"""


def grams(text: str) -> list[int]:
    """The fragments of a text of two characters or more."""
    told = text.upper()
    return sorted({((ord(a) & 32767) << 16) | (ord(b) & 65535) for a, b in zip(told, told[1:], strict=False)})
