"""Whom to invite, which roles, and which list."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from guidance.domain.limits import INVITED_AT_ONCE, NAME, OverLimit
from guidance.forms.plain import PlainForm
from kidmet_site.accounts.forms import PASSWORD_HINT, Plain, takes_a_name
from kidmet_site.accounts.models import ROLES, User
from kidmet_site.accounts.people_sheet import LAYOUT, people_row
from kidmet_site.sheets import SheetField

ROLE_CHOICES = [
    ("resident", "resident: works through cases"),
    ("educator", "educator: writes and assigns cases"),
    ("curator", "curator: keeps the guidance"),
]
ADDRESSES_CHARACTERS = 40_000


class RolesForm(PlainForm):
    roles = forms.MultipleChoiceField(
        label="Roles", choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_roles(self) -> tuple[str, ...]:
        return tuple(role for role in ROLES if role in self.cleaned_data["roles"])


class InviteForm(RolesForm):
    emails = forms.CharField(
        label="E-mail addresses",
        help_text=f"One in each line, or with commas between; at most {INVITED_AT_ONCE.most}.",
        widget=forms.Textarea({"class": "form-control", "rows": 5, "spellcheck": "false"}),
        error_messages={"required": "Give at least one address."},
        max_length=ADDRESSES_CHARACTERS,
    )
    field_order = ["emails", "roles"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # A browser that is given the number cuts what is pasted to it.
        self.fields["emails"].widget.attrs.pop("maxlength", None)
        self.fields["roles"].required = True
        self.fields["roles"].error_messages["required"] = "Choose at least one role."

    def clean_emails(self) -> list[str]:
        text = self.cleaned_data["emails"]
        given = [each.strip() for each in text.replace(";", "\n").replace(",", "\n").splitlines()]
        # However it is written, somebody is invited once.
        emails = list({User.normalize_username(each): each for each in given if each}.values())
        try:
            INVITED_AT_ONCE.check(len(emails))
        except OverLimit as fault:
            raise forms.ValidationError(f"{fault} For more there is the list.", code="too_many") from fault
        return emails


class PeopleFileForm(PlainForm):
    file = SheetField("List of people", LAYOUT, people_row)


class ComingInForm(Plain):
    """Somebody who follows an invitation."""

    display_name = forms.CharField(
        label="Name to show",
        required=False,
        help_text="A first name or a nickname will do. Left empty, we show your e-mail.",
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    hints = {
        "display_name": "A first name or a nickname will do. Left empty, we show your e-mail.",
        "password1": PASSWORD_HINT,
    }

    def __init__(self, *args: Any, email: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.email = email
        takes_a_name(self.fields["display_name"], NAME)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", "You must type the same password each time.")
        if first:
            try:
                validate_password(first, User(email=self.email, display_name=given.get("display_name", "")))
            except forms.ValidationError as fault:
                self.add_error("password1", fault)
        return given
