"""A QR code as SVG, for a template to place."""

from io import BytesIO

import segno


def svg(text: str) -> str:
    """Error correction M: a stamp on a corner of it still leaves it readable."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()
