"""`poolbook people`: who may sign in; the first administrator; a partner's identity provider."""

import argparse
from pathlib import Path

from poolbook.cli import book, output

BY = "operator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do: nothing said lists everybody."""
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    acts.add_parser("list", help="everybody, with role, partner and state (also without ACT)")
    first = acts.add_parser("administrator", help="invite an administrator; prints the link")
    first.add_argument("email")
    first.add_argument("--partner", default="", metavar="CODE", help="of this partner only")
    first.add_argument("--title", default="Administrator", help="what they are, in words")
    provider = acts.add_parser(
        "provider", help="set the provider by which a partner's people sign in"
    )
    provider.add_argument("--partner", required=True, metavar="CODE")
    provider.add_argument(
        "--server", required=True, metavar="URL", help="its OpenID Connect issuer"
    )
    provider.add_argument("--client-id", required=True)
    provider.add_argument("--secret-file", required=True, type=Path, help="a file with the secret")
    provider.add_argument(
        "--required", action="store_true", help="no passwords of ours for this partner's people"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Does what was asked."""
    book.open_book()
    acts = {"administrator": _administrator, "provider": _provider}
    return acts.get(args.act, _list)(args)


def _list(args: argparse.Namespace) -> int:
    from poolbook.partners import queries

    rows = [
        {
            "username": each.username,
            "title": each.title,
            "role": each.role,
            "partner": each.partner.code if each.partner else None,
            "second_factor": each.has_second,
            "left_on": each.left_on.isoformat() if each.left_on else None,
        }
        for each in queries.people(None)
    ]
    if args.json:
        output.as_json({"people": rows})
        return 0
    for row in rows:
        second = "second factor" if row["second_factor"] else "no second factor"
        state = f"left on {row['left_on']}" if row["left_on"] else second
        output.line(
            f"{row['username']:<24} {row['role']:<22} {row['partner'] or 'whole book':<12} {state}"
        )
    return 0


def _administrator(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.urls import reverse

    from poolbook.partners import actions, queries
    from poolbook.partners.roles import Role

    sent = actions.invite(
        by=None,
        email=args.email,
        role=Role.ADMINISTRATOR,
        partner=queries.partner(args.partner) if args.partner else None,
        title=args.title,
    )
    path = reverse("invitation", args=[sent.token])
    link, until = f"{settings.POOLBOOK_ADDRESS}{path}", sent.invitation.expires_at
    if args.json:
        output.as_json({"path": path, "link": link, "expires_at": until.isoformat()})
    else:
        output.line(f"This link works once, until {until:%-d %B %Y}; it is shown only now:\n{link}")
    return 0


def _provider(args: argparse.Namespace) -> int:
    from django.urls import reverse

    from poolbook.partners import actions, queries

    try:
        secret = args.secret_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise output.Refused(f"{args.secret_file} cannot be read: {error}", code=2) from None
    kept = actions.keep_provider(
        by=BY,
        partner=queries.partner(args.partner),
        server=args.server,
        client_id=args.client_id,
        secret=secret,
        required=args.required,
    )
    back = reverse("openid_connect_callback", args=[kept.app.provider_id])
    if args.json:
        output.as_json({"partner": kept.partner.code, "redirect_path": back})
    else:
        ways = "only by it" if kept.required else "by it, or by a password"
        output.line(f"People of {kept.partner} sign in {ways}.")
        output.line(f"Tell the provider to send them back to the site's address and {back}")
    return 0
