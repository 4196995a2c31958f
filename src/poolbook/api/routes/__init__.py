"""The operations of the API, a noun a module."""

from poolbook.api.routes import (
    agreeing,
    caseload,
    cash,
    checks,
    comments,
    explain,
    forecasts,
    ledgers,
    measures,
    periods,
    record,
    reports,
    share,
    sign_off,
    virements,
)

NOUNS = {
    "Agreements": agreeing.routes,
    "Periods": periods.routes,
    "Ledgers": ledgers.routes,
    "Forecasts": forecasts.routes,
    "Comments": comments.routes,
    "Risk share": share.routes,
    "Checks": checks.routes,
    "Sign-off": sign_off.routes,
    "Reports": reports.routes,
    "Explain": explain.routes,
    "Virements": virements.routes,
    "Cash": cash.routes,
    "Measures": measures.routes,
    "Caseload": caseload.routes,
    "Record": record.routes,
}
