"""What a heading means: the words that ledgers use for an amount, a cost centre, a date and so on."""

import re
from functools import lru_cache

_WORDS: dict[str, tuple[str, ...]] = {
    # In each role the earlier line is preferred; the patterns must match the whole heading.
    "debit": (
        r"debits?|drs?|debit (amount|value|gbp)|dr (amount|value)|debits? period|amount (debit|dr)|(accounted|entered|functional|base|period|posted) (dr|debits?)",
    ),
    "credit": (
        r"credits?|crs?|credit (amount|value|gbp)|cr (amount|value)|credits? period|amount (credit|cr)|(accounted|entered|functional|base|period|posted) (cr|credits?)",
    ),
    "debit_or_credit": (
        r"(dr|d|debit) (or )?(cr|c|credit)( indicator| flag)?|(dr cr|d c) ?.*|sign",
    ),
    "date": (
        r"(posting|posted|gl|transaction|trans|tran|journal|effective|accounting|ledger) ?date|date posted|post date|date of (posting|transaction)",
        r"date",
        r"(payment|paid|pay|invoice payment|settlement) ?date|date (of )?(paid|payment)|paid on",
        r"(invoice|document|doc|voucher|clearing|value) ?date|date of invoice|month date",
    ),
    "period": (
        r"(accounting |fin(ancial)? |fiscal |posting |gl |ledger )?period( (no|num|number|name|code))?|per|fin period|year period|period year",
        r"(accounting |posting |financial |fin )?month( (no|num|number|name))?",
    ),
    "cost_centre": (
        r"(cost ?(cent(re|er))|cc|cost c)( (code|no|number|id))?|cost ?code|cost cent|costc",
        r"(service|department|dept|business unit|budget|budget holder|profit cent(re|er)) ?(code|id|no)|trans cac code 2",
        r"cost ?(centre|center) (name|desc(ription)?)|cc (name|desc(ription)?)|(organisational|organization(al)?|org|business) unit( name)?",
        r"expen(se|diture) area|service( area| label| name)?",
        r"directorate|directotate|department|division|dept",
    ),
    "account": (
        r"(account|acct?|nominal|subjective|natural account|gl account|g l account|gl|g l|ledger|object|objective|detail|expen(se|diture)|cost element) ?(code|no|num|number|id)|trans cac code 1",
        r"account|subjective|nominal|cost element|gl account|g l account|natural account|acct|a c",
        r"expen(se|diture)s? (type|category|catergory|description)|type of expen(se|diture)|account(ing)? (name|desc(ription)?)|subjective (name|desc(ription)?)|(g l|gl) desc(ription)?|nominal (name|desc(ription)?)|.*account code desc(ription)?",
    ),
    "description": (
        r"((line|transaction|trans|journal|posting|invoice|item|document|gl|voucher) )?(desc|description|narrative|text|details?)( text)?",
        r"(long|short|full|header) (desc|description|text)|narrative.*|comments?|purpose|particulars|.*description|memo",
    ),
    "supplier": (
        r"(supplier|vendor|payee|merchant|beneficiary|creditor|provider|customer|apar|contractor) ?name|name of (supplier|payee)",
        r"supplier|vendor|payee|merchant|beneficiary|creditor|provider|supplier customer|name",
        r"(supplier|vendor) ?(id|no|number|code)",
    ),
    "reference": (
        r"(transaction|trans|tran|document|doc|journal|voucher|invoice|inv|sap document|posting|payment|batch|entry) ?(reference|ref|number|no|num|id|code)",
        r"reference|ref|our ref|transaction|journal|voucher|document|ref(erence)? ?(no|number|num)|your ref|external ref",
    ),
    "amount": (
        r"((posted|posting|transaction|trans|line|journal|base|sterling|home|gl|ledger|gbp|local|functional|entered|accounted|net) )?(amount|amt)( (gbp|in sterling|in gbp|in pounds|pounds|sterling|posted|paid|net|k))?",
        r".*(net of|excl?|ex|excluding|exc|less) vat|net( (amount|value|total|cost|amt|gbp))?|(amount|value) net|net debit credit|net movement|movement",
    ),
}
# Lesser money headings: taken as the amount only where no heading above is there.
_AMOUNTS = (
    r"value|(line|invoice line|invoice|transaction|posted|payment|paid) (value|amount|amt)|actuals?|amount paid|spend|expenditure|actual (amount|value|cost|spend|expenditure)|(actuals?|spend) (to date|ytd)|ytd actuals?|(amount|value) .*|total amount",
    r"(original )?gross( (amount|amt|value|total|cost))?|.* gross amt|(amount|value|amt) (incl?|including|inc) vat",
    r"cost|total( (cost|value|spend|paid))?|balance|£|gbp",
)
NOT_AMOUNT = re.compile(
    r".*\b(vat|tax|budgets?|forecasts?|variances?|variations?|commitments?|quantity|qty|rate|original budget|prior|previous|last year)\b.*"
)
NET_OF_VAT = re.compile(r".*(net of|excl?|ex|excluding|exc|less|incl?|including|inc) vat")
TOTALS = re.compile(
    r"((grand|row|full year|year|ytd|annual) )?totals?( (amount|to date|for year))?|year to date|ytd|full year|cumulative"
)


def plain(heading: str) -> str:
    """A heading as words alone: `Amount in Sterling (£)` → `amount in sterling`."""
    text = heading.lower().replace("_", " ")
    text = re.sub(r"[^a-z0-9£]+", " ", text).strip()
    return re.sub(r"(?<=.) ?£|£ ?(?=.)", " ", text).strip()


@lru_cache(maxsize=4096)
def role_of(heading: str) -> tuple[str, int] | None:
    """The role a heading names and its rank in that role (0 is best), or None."""
    words = plain(heading)
    if not words or len(words) > 60:
        return None
    if not NOT_AMOUNT.fullmatch(words) or NET_OF_VAT.fullmatch(words):
        if _rank(words, _WORDS["amount"]) is not None:
            return "amount", 0
        lesser = _rank(words, _AMOUNTS)
        if lesser is not None:
            return "amount", 1 + lesser
    for role, patterns in _WORDS.items():
        rank = _rank(words, patterns) if role != "amount" else None
        if rank is not None:
            return role, rank
    return None


def is_total(heading: str) -> bool:
    """Is the heading that of a row's total over its period columns?"""
    return bool(TOTALS.fullmatch(plain(heading)))


def _rank(words: str, patterns: tuple[str, ...]) -> int | None:
    for rank, pattern in enumerate(patterns):
        if re.fullmatch(pattern, words):
            return rank
    return None
