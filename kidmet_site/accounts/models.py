"""People and the roles they hold."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from guidance.domain.limits import EMAIL, NAME

ROLES = ("resident", "educator", "curator")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Without a password the person cannot sign in by one until they choose it by e-mail.

        Raises OverLimit: an address that is cut is another person's.
        """
        address = User.normalize_username(email)
        EMAIL.check(len(address))
        user = self.model(email=address, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=User.normalize_username(email or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. Roles are independent: one person may hold several."""

    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "Someone already uses this e-mail."}
    )
    display_name = models.CharField("name to show", max_length=NAME.most, blank=True)
    is_resident = models.BooleanField("resident", default=False, help_text="Works through cases.")
    is_educator = models.BooleanField("educator", default=False, help_text="Writes and assigns cases.")
    is_curator = models.BooleanField(
        "curator", default=False, help_text="Keeps the guidance; may enter the admin for it."
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Clear this instead of deleting: the person can then not sign in."
    )
    is_confirmed = models.BooleanField(
        "address confirmed",
        default=True,
        help_text="Cleared by signing up, set by following the mailed link; needed to sign in. "
        "Tick it for whom mail does not reach.",
    )
    date_joined = models.DateTimeField("joined at", default=timezone.now, editable=False)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"], cascade_delete_history=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return shown_name(self)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """One spelling of each address, so that people are found however they type it."""
        return username.strip().lower()

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin: it follows from the roles, so it can never disagree with them."""
        return self.is_curator or self.is_superuser

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role for role in ROLES if getattr(self, f"is_{role}"))

    def get_full_name(self) -> str:
        return shown_name(self)

    def get_short_name(self) -> str:
        return shown_name(self)


Visitor = User | AnonymousUser
"""Whoever asks for a page: somebody we know, or not."""


def shown_name(user: User) -> str:
    return user.display_name or user.email
