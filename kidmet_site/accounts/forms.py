"""The forms of the account pages, in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.core import ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from guidance.domain.limits import EMAIL, KEY_NAME, NAME, REMARK, Limit
from guidance.forms.entries import Within
from kidmet_site.accounts.models import User


def check_address(text: str) -> None:
    """A field without words of ours takes more than can be kept, and then says nothing but “valid”."""
    Within(EMAIL)(text)
    EmailValidator("This is no e-mail address.")(text)


class Plain(forms.Form):
    """Without placeholders: they repeat the label, fade while typing and are too pale to read."""

    words: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            if isinstance(field, forms.EmailField):
                takes_an_address(field)


def takes_an_address(field: forms.EmailField) -> None:
    """At most EMAIL, told in a sentence: a browser that is given the number cuts what is pasted to it."""
    field.widget.attrs.pop("maxlength", None)
    theirs = (EmailValidator, MaxLengthValidator)
    field.validators = [check_address, *(each for each in field.validators if not isinstance(each, theirs))]


def takes_a_name(field: forms.Field, limit: Limit) -> None:
    """As an address: a browser that is told of a length cuts what is pasted, and says nothing."""
    field.widget.attrs.pop("maxlength", None)
    kept = [each for each in field.validators if not isinstance(each, MaxLengthValidator)]
    field.validators = [*kept, Within(limit)]


PASSWORD_HINT = "At least ten characters; no common password, not digits alone, not like your e-mail."


class DisplayNameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["display_name"]
        labels = {"display_name": "Name to show"}
        help_texts = {"display_name": "A first name or a nickname will do. Left empty, we show your e-mail."}
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takes_a_name(self.fields["display_name"], NAME)


class LoginForm(Plain, account.LoginForm):
    words = {"login": "E-mail", "remember": "Keep me signed in on this device"}


class SignupForm(Plain, account.SignupForm):
    words = {"email": "E-mail", "password2": "The same password again"}
    hints = {"password1": PASSWORD_HINT}

    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A taken address costs the work and gets the answer of a new one; its mail tells the truth."""
        if not ratelimit.consume(request, action="signup_mail", key=self.cleaned_data["email"]):
            return None, ratelimit.respond_429(request)
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            # In no transaction: the password is hashed in here, and nobody could write meanwhile.
            return super().try_save(request)
        except IntegrityError:
            # Somebody, or a second click, took it this very moment.
            self.account_already_exists = True
            return super().try_save(request)


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    words = {"password": "Your password"}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    words = {"email": "E-mail"}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    words = {"password1": "New password", "password2": "The same password again"}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    words = {
        "oldpassword": "Your password now",
        "password1": "New password",
        "password2": "The same password again",
    }
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(Plain, account.SetPasswordForm):
    words = {"password1": "Password", "password2": "The same password again"}
    hints = {"password1": PASSWORD_HINT}


class AddEmailForm(Plain, account.AddEmailForm):
    words = {"email": "New e-mail address"}


class SecondStepForm(Plain, mfa.AuthenticateForm):
    words = {"code": "Code"}


class SecondStepAgainForm(Plain, mfa.ReauthenticateForm):
    words = {"code": "Code"}


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    words = {"code": "Code from the app"}


class KeyName(Plain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takes_a_name(self.fields["name"], KEY_NAME)


class AddKeyForm(KeyName, webauthn.AddWebAuthnForm):
    words = {"name": "Name of the key", "passwordless": "Let it sign me in alone, without my password"}
    hints = {"passwordless": "It then asks for your finger, face or PIN each time."}


class RenameKeyForm(KeyName, webauthn.EditWebAuthnForm):
    words = {"name": "Name of the key"}


class DeleteAccountForm(Plain):
    """A word that nobody types by accident; of whom no password is asked, their address as well."""

    WORD = "DELETE"

    word = forms.CharField(label=f"Type {WORD}", max_length=NAME.most)
    email = forms.CharField(label="Your e-mail address", max_length=EMAIL.most, required=False)
    keeps_name = forms.BooleanField(
        label="Keep my name where I signed off clinically or am credited as an author",
        help_text="Without it a random name takes its place there, in what is published as well. What is "
        "older than the name of your account keeps it.",
        required=False,
    )

    def __init__(self, *args: Any, person: User, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.has_usable_password():
            del self.fields["email"]
        else:
            self.fields["email"].required = True
        if not is_named:
            del self.fields["keeps_name"]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_word(self) -> str:
        word = self.cleaned_data["word"].strip()
        if word != self.WORD:
            raise forms.ValidationError(f"You typed “{word}”. Type {self.WORD}, in capitals, to go on.")
        return word

    def clean_email(self) -> str:
        return checked_address(self, "You are signed in with another address than “{}”.")


def checked_address(form: Any, refusal: str) -> str:
    """What was typed, where it is the address of the form's person."""
    email = User.normalize_username(form.cleaned_data["email"])
    if email != form.person.email:
        raise forms.ValidationError(refusal.format(email))
    return email


class InTheirPlaceForm(Plain):
    """An administrator in the place of a person says why."""

    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), validators=[Within(REMARK)]
    )


class ExportForm(InTheirPlaceForm):
    hints = {"reason": "The person reads it."}


class EraseForm(InTheirPlaceForm):
    email = forms.CharField(label="Their e-mail address, to be sure whom you delete", max_length=EMAIL.most)
    hints = {"reason": "Such as: they asked for it in writing. It stays written down; name nobody in it."}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        return checked_address(self, "This person has another address than “{}”.")
