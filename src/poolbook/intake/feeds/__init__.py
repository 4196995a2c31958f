"""Read a publication's file into values of measures by a saved layout, and say everything wrong with it.

No database, no Django. A layout is data (docs/rules/feeds.md); a new file of the same layout needs
no code. `read` is the way in; `recognise` says which layout a file has.
"""

from poolbook.intake.feeds.layout import FeedLayout, LayoutError
from poolbook.intake.feeds.opening import Opened, open_file
from poolbook.intake.feeds.reader import FeedReading, Observed, Placed, read
from poolbook.intake.feeds.recognise import recognise
from poolbook.intake.feeds.shipped import shipped

__all__ = [
    "FeedLayout",
    "FeedReading",
    "LayoutError",
    "Observed",
    "Opened",
    "Placed",
    "open_file",
    "read",
    "recognise",
    "shipped",
]
