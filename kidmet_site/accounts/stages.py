"""What signing in goes through, where allauth's own step is not what we want."""

from typing import Any

from allauth.account.stages import EmailVerificationStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from kidmet_site.accounts.institution_people import did_second_step


class ConfirmationStage(EmailVerificationStage):
    """The mailed link is asked of who signs up, and not of whose account was open before or made for them."""

    def handle(self) -> tuple[Any, bool]:
        person = self.login.user
        if person is None or not person.is_confirmed:
            return super().handle()
        return None, True


class SecondStepStage(AuthenticateStage):
    """Asked of nobody whose institution has asked for one just now."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came_by = (self.login.signal_kwargs or {}).get("sociallogin")
        return not did_second_step(getattr(came_by, "claims", {})) and super()._should_handle(request)
