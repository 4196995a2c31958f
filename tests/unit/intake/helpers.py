"""Small files for the reader's tests."""

from pathlib import Path

from poolbook.intake.reading import Layout, Reading, read_file


def read(
    tmp_path: Path, text: str | bytes, layout: Layout | None = None, name: str = "l.csv"
) -> Reading:
    """Read `text` as a file of its own."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(path, layout)


def roles(reading: Reading) -> dict[str, str]:
    """Heading → role, but for columns without one."""
    return {column.name: column.role for column in reading.columns if column.role != "other"}


def codes(reading: Reading) -> list[str]:
    """The codes of faults, then of warnings."""
    return [fault.code for fault in reading.faults + reading.warnings]
