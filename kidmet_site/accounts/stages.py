"""What signing in goes through, where allauth's own step is not what we want."""

from typing import Any

from allauth.account.stages import EmailVerificationStage


class ConfirmationStage(EmailVerificationStage):
    """The mailed link is asked of who signs up, and not of whose account was open before or made for them."""

    def handle(self) -> tuple[Any, bool]:
        person = self.login.user
        if person is None or not person.is_confirmed:
            return super().handle()
        return None, True
