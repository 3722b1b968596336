"""What allauth does by itself when somebody joins their account with the institution's sign-in."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.dispatch import receiver
from django.utils import timezone

from kidmet_site.accounts.institution_people import record_joined


@receiver(social_account_added)
def joined_from_inside(sociallogin: SocialLogin, **more: Any) -> None:
    record_joined(sociallogin.user, timezone.now())
