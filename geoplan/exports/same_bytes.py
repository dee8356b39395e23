"""Office files without the hour at which they were written: the same content, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

DATE = (2000, 1, 1, 0, 0, 0)
WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
STAMP = b"2000-01-01T00:00:00Z"
PROPERTIES = "docProps/core.xml"
WITHIN = (".xlsx",)  # workbooks of charts
LEVEL = 6


def without_dates(package: bytes) -> bytes:
    """Return an Office file with one date for all its parts, and in its properties.

    Parameters
    ----------
    package
        ``.pptx`` or ``.xlsx``; workbooks inside are treated alike.
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name.endswith(WITHIN):
                content = without_dates(content)
            if name == PROPERTIES:
                content = WRITTEN.sub(rb"\g<1>" + STAMP + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, DATE)
            part.external_attr = 0o600 << 16
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, content)
    return held.getvalue()
