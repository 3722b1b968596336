"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.forms import Form
from django.http import HttpRequest

from kidmet_site.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Whoever signs up comes as a resident; other roles are given by an administrator."""
        user.is_resident = True
        return super().save_user(request, user, form, commit)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return "KidMet"
