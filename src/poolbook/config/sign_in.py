"""Settings of sign-in: local accounts with a second factor, and each partner's identity provider.

docs/reference/sign-in.md says what an operator may set.
"""

import environ

_env = environ.FileAwareEnv()

# Nobody goes on without a second factor. False suits a demonstration; set it for real use.
POOLBOOK_REQUIRE_MFA = _env.bool("POOLBOOK_REQUIRE_MFA", default=False)
# How many proxies of ours stand before the site: whose address a guess came from is counted.
ALLAUTH_TRUSTED_PROXY_COUNT = _env.int("POOLBOOK_TRUSTED_PROXIES", default=0)

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "email", "title")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "poolbook.web.people.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went to the address already
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who is not known gets no letter from us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; every other one ends
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Ten wrong guesses in five minutes for a name, thirty from an address; the next is refused.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key,30/5m/ip", "login": "120/m/ip"}
_FORMS = "poolbook.web.people.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}

SOCIALACCOUNT_ADAPTER = "poolbook.web.people.adapters.Partners"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
# A link, not a form: our policy lets no form lead to another site, and a session that is opened so
# is the person's own.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}

MFA_ADAPTER = "poolbook.web.people.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Poolbook"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.CodeAgainForm",
    "activate_totp": f"{_FORMS}.ActivateAppForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
}
