"""Renderers: one module a format, each turning a Report into the bytes of a file.

Every renderer is a pure function of its Report: the same report gives the same bytes. Each is
imported only when asked for, so that the command line starts without XlsxWriter or Typst.
"""

from importlib import import_module

from poolbook.reports.model import Report

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
FORMATS = tuple(MEDIA_TYPES)


def render(report: Report, kind: str, template: bytes = b"") -> bytes:
    """The report as a file of `kind`, one of FORMATS; raises ValueError for any other.

    A Word document goes into `template` where one is given.
    """
    if kind not in MEDIA_TYPES:
        raise ValueError(f"there is no report format {kind!r}; choose one of {', '.join(FORMATS)}")
    if kind == "docx" and template:
        from poolbook.reports.render.docx_template import into_template

        return into_template(report, template)
    return import_module(f"{__name__}.{kind}").render(report)
