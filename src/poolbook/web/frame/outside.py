"""Who may open the addresses of libraries (sign-in, the API): declared here, as they cannot themselves."""

from typing import Any

from django.http import HttpRequest

from poolbook.web.frame.access import ANYBODY, SIGNED_IN, Access

# By the name of the address. What is not named is refused.
NAMED = {
    "account_login": Access(ANYBODY, ANYBODY),
    "account_logout": Access(ANYBODY, ANYBODY),
    "account_reset_password": Access(ANYBODY, ANYBODY),
    "account_reset_password_done": Access(ANYBODY),
    "account_reset_password_from_key": Access(ANYBODY, ANYBODY),
    "account_reset_password_from_key_done": Access(ANYBODY),
    "account_inactive": Access(ANYBODY),
    "account_change_password": Access(SIGNED_IN, SIGNED_IN),
    "account_set_password": Access(SIGNED_IN, SIGNED_IN),
    "account_reauthenticate": Access(SIGNED_IN, SIGNED_IN),
    "mfa_authenticate": Access(ANYBODY, ANYBODY),
    "mfa_reauthenticate": Access(SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Access(SIGNED_IN, SIGNED_IN),
    "mfa_index": Access(SIGNED_IN),
    "mfa_activate_totp": Access(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Access(SIGNED_IN, SIGNED_IN),
    "mfa_generate_recovery_codes": Access(SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": Access(SIGNED_IN),
    "mfa_download_recovery_codes": Access(SIGNED_IN),
    "mfa_add_webauthn": Access(SIGNED_IN, SIGNED_IN),
    "mfa_edit_webauthn": Access(SIGNED_IN, SIGNED_IN),
    "mfa_list_webauthn": Access(SIGNED_IN),
    "mfa_remove_webauthn": Access(SIGNED_IN, SIGNED_IN),
    "mfa_login_webauthn": Access(ANYBODY, ANYBODY),
    "openid_connect_login": Access(ANYBODY),
    "openid_connect_callback": Access(ANYBODY),
    "socialaccount_login_cancelled": Access(ANYBODY),
}


def access_of(request: HttpRequest, view: Any) -> Access | None:
    """The access of a library's address; None where nothing is declared."""
    match = request.resolver_match
    return NAMED.get(match.view_name) if match else None
