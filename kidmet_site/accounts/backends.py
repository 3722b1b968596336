from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from kidmet_site.accounts.models import Visitor

CURATED_APP = "guidance"


class CuratorBackend(BaseBackend):
    """Curators hold every permission of the guidance app: the role is the grant, no rows to keep in step."""

    def has_perm(self, user_obj: Visitor, perm: str, obj: Model | None = None) -> bool:
        return _curates(user_obj) and perm.startswith(f"{CURATED_APP}.")

    def has_module_perms(self, user_obj: Visitor, app_label: str) -> bool:
        return _curates(user_obj) and app_label == CURATED_APP


def _curates(user: Visitor) -> bool:
    return user.is_active and getattr(user, "is_curator", False)
