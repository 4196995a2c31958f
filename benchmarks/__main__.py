"""Runs every benchmark on a throwaway server and prints the table: `python -m benchmarks [NAME…]`.

Names: startup, share, charts, rates, cards, feeds, caseload, paste, report, waits, load, import. Without a name, all. It takes about
nine minutes, the peer's reading of XLSX most of it. A target that is missed is said, and is not an error.
"""

import os
import sys

from benchmarks import (
    book,
    cards,
    caseload,
    charts,
    feeds,
    importing,
    load,
    paste,
    rates,
    reporting,
    sharing,
    startup,
)
from benchmarks.timing import Figure, table
from poolbook.config import database


def main(names: list[str]) -> None:
    """Runs the benchmarks named, or all."""
    with database.throwaway() as server:
        os.environ[database.URL] = server
        book.ready()
        book.prepare()
        work = {
            "startup": startup.figures,
            "share": sharing.figures,
            "charts": charts.figures,
            "paste": paste.figures,
            "report": reporting.figures,
            "waits": importing.waits,
            "load": lambda: load.figures(server),
            "import": lambda: importing.figures(server),
            "rates": rates.figures,
            "cards": cards.figures,
            "feeds": feeds.figures,
            "caseload": lambda: caseload.figures(server),
        }
        found: list[Figure] = []
        for name in names or work:
            print(f"{name} …", flush=True)
            found += work[name]()
        book.leave()
    print("\n" + table(found))


if __name__ == "__main__":
    main(sys.argv[1:])
