"""Addresses of the agreement."""

from django.urls import path

from poolbook.web.agreement import (
    cash,
    contributions,
    lines,
    overview,
    reserves,
    savings,
    settings,
    terms,
    virements,
)

AGREEMENT = "agreement/<slug:agreement>/"
YEAR = AGREEMENT + "<year:year>/"
urlpatterns = [
    path(AGREEMENT, overview.overview, name="agreement"),
    path(f"{YEAR}lines/", lines.lines, name="agreement-lines"),
    path(f"{YEAR}lines/group/", lines.group, name="agreement-lines-group"),
    path(f"{YEAR}lines/line/<slug:code>/", lines.line, name="agreement-lines-line"),
    path(f"{YEAR}lines/<slug:of>/add/", lines.add, name="agreement-lines-add"),
    path(f"{YEAR}lines/<slug:of>/order/", lines.order, name="agreement-lines-order"),
    path(f"{YEAR}contributions/", contributions.contributions, name="agreement-contributions"),
    path(f"{YEAR}contributions/add/", contributions.add, name="agreement-contributions-add"),
    path(
        f"{YEAR}contributions/<int:version>/agree/",
        contributions.agree,
        name="agreement-contributions-agree",
    ),
    path(f"{YEAR}virements/", virements.virements, name="agreement-virements"),
    path(f"{YEAR}virements/ask/", virements.ask, name="agreement-virements-ask"),
    path(f"{YEAR}virements/limit/", virements.limit, name="agreement-virements-limit"),
    path(f"{YEAR}virements/<int:which>/", virements.virement, name="agreement-virements-one"),
    path(f"{AGREEMENT}terms/", terms.terms, name="agreement-terms"),
    path(f"{AGREEMENT}terms/new/", terms.new, name="agreement-terms-new"),
    path(f"{AGREEMENT}terms/try/", terms.attempt, name="agreement-terms-try"),
    path(f"{AGREEMENT}terms/<int:which>/", terms.version, name="agreement-terms-version"),
    path(f"{YEAR}savings/", savings.savings, name="agreement-savings"),
    path(f"{YEAR}savings/add/", savings.add, name="agreement-savings-add"),
    path(f"{YEAR}savings/<int:which>/", savings.update, name="agreement-savings-update"),
    path(f"{YEAR}cash/", cash.cash, name="agreement-cash"),
    path(f"{YEAR}cash/settlement/", cash.settlement, name="agreement-cash-settlement"),
    path(f"{YEAR}cash/invoice/", cash.invoice, name="agreement-cash-invoice"),
    path(f"{YEAR}cash/instalments/", cash.instalments, name="agreement-cash-instalments"),
    path(f"{YEAR}cash/<int:which>/payment/", cash.payment, name="agreement-cash-payment"),
    path(f"{AGREEMENT}settings/", settings.settings, name="agreement-settings"),
    path(f"{AGREEMENT}settings/change/", settings.change, name="agreement-settings-change"),
    path(f"{AGREEMENT}settings/names/", settings.names, name="agreement-settings-names"),
    path(f"{AGREEMENT}settings/dates/", settings.dates, name="agreement-settings-dates"),
    path(f"{AGREEMENT}settings/ledger/", settings.add_ledger, name="agreement-settings-ledger"),
    path(
        f"{AGREEMENT}settings/ledger/<slug:source>/",
        settings.ledger,
        name="agreement-settings-ledger-name",
    ),
    path(f"{YEAR}reserves/", reserves.reserves, name="agreement-reserves"),
    path(f"{YEAR}reserves/add/", reserves.add, name="agreement-reserves-add"),
    path(f"{YEAR}reserves/<int:which>/move/", reserves.move, name="agreement-reserves-move"),
]
