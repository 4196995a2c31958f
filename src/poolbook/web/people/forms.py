"""Forms about people, and allauth's own in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from poolbook.partners.models import Partner
from poolbook.partners.roles import Role, described

TITLE = "What they are, in words"
TITLE_HELP = "Shown wherever they act, such as “Council finance lead”. Not their name."
# Who writes the same password twice knows it; what it must be like stands below the first.
NO_PARTNER = "-"
TYPED = (forms.TextInput, forms.EmailInput, forms.PasswordInput)
WIDTH = "govuk-input--width-20"
PASSWORD_HELP = "At least 12 characters. Three or four words that do not belong together are good."


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput({"class": WIDTH})
    )
    title = forms.CharField(
        label=TITLE, help_text=TITLE_HELP, max_length=80, widget=forms.TextInput({"class": WIDTH})
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    partner = forms.ChoiceField(label="Works for")

    def __init__(self, *args: Any, partners: list[Partner], whole_book: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.partners = {partner.code: partner for partner in partners}
        self.fields["role"].choices = [
            (role.value, f"{role.value[0].upper()}{role.value[1:]}. {described[role]}")
            for role in Role
            if whole_book or role != Role.AUDITOR
        ]
        none = [(NO_PARTNER, "No partner: the whole book")] if whole_book else []
        self.fields["partner"].choices = none + [(p.code, p.name) for p in partners]

    def values(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "role": Role(data["role"]),
            "partner": self.partners.get(data["partner"]),
        }


class ChangeForm(InviteForm):
    """Another role, partner or title, and why."""

    why = forms.CharField(
        label="Why",
        required=False,
        help_text="Kept in the record.",
        widget=forms.TextInput({"class": WIDTH}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["email"]


class LeaveForm(forms.Form):
    """Why somebody is ended."""

    why = forms.CharField(
        label="Why",
        required=False,
        help_text="Kept in the record.",
        widget=forms.TextInput({"class": WIDTH}),
    )


class ResetForm(forms.Form):
    """Why a second factor is reset."""

    why = forms.CharField(
        label="Why, and how you know that it is they who ask",
        max_length=300,
        help_text="Kept in the record, and told in their e-mail.",
        widget=forms.TextInput({"class": WIDTH}),
    )


class AcceptForm(forms.Form):
    """The account of somebody who was invited."""

    username = forms.CharField(
        label="Username",
        max_length=150,
        help_text="Seen by your colleagues in the record. Letters, digits, and . - _",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "class": WIDTH}
        ),
    )
    password = forms.CharField(
        label="Password",
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": WIDTH}),
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": WIDTH}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords must be the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "This is not the same password.")
        return data


class Ours:
    """Gives a library's form our labels and hints, and takes its placeholders away."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10"}
            elif isinstance(field.widget, TYPED):
                field.widget.attrs["class"] = WIDTH


NEW = {"password1": "New password", "password2": "The new password again"}


class LoginForm(Ours, account.LoginForm):
    """Signing in."""

    labels = {"login": "Username or e-mail address", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class ChangePasswordForm(Ours, account.ChangePasswordForm):
    """Another password for oneself."""

    labels = NEW | {"oldpassword": "Your password now"}
    hints = {"password1": PASSWORD_HELP}


class SetPasswordForm(Ours, account.SetPasswordForm):
    """A first password for somebody who came in by their organisation."""

    labels = NEW
    hints = {"password1": PASSWORD_HELP}


class ResetPasswordForm(Ours, account.ResetPasswordForm):
    """Asking for a link to set a new password."""

    labels = {"email": "E-mail address"}


class ResetPasswordKeyForm(Ours, account.ResetPasswordKeyForm):
    """The new password of that link."""

    labels = NEW
    hints = {"password1": PASSWORD_HELP}


class ReauthenticateForm(Ours, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": "Password"}


CODE = {"code": "Code from your authenticator app, or a recovery code"}


class CodeForm(Ours, mfa.AuthenticateForm):
    """The second step of signing in."""

    labels = CODE


class CodeAgainForm(Ours, mfa.ReauthenticateForm):
    """The code once more, before something that matters."""

    labels = CODE


class ActivateAppForm(Ours, totp.ActivateTOTPForm):
    """Proof that the app was set up: a first code."""

    labels = {"code": "The six digits that the app shows now"}


class AddPasskeyForm(Ours, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    labels = {"name": "Name of this passkey", "passwordless": "Sign in with this alone"}
    hints = {
        "name": "So that you know it again, such as “Work laptop”.",
        "passwordless": "Without a password. The device asks for your fingerprint, face or PIN.",
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.initial["name"] = ""


class RenamePasskeyForm(Ours, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": "Name of this passkey"}
