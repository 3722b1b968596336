"""People, the roles they hold, whom administrators have invited, and who looked at what is whose."""

import unicodedata
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from guidance.domain.characters import without_hidden
from guidance.domain.limits import EMAIL, INSIGHT_REASON, NAME, TIME_ZONE
from guidance.domain.zones import zone_named

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
    # Django's own, which it calls a superuser.
    is_superuser = models.BooleanField("administrator", default=False, help_text="Administers the site.")
    is_active = models.BooleanField(
        "active", default=True, help_text="Clear this instead of deleting: the person can then not sign in."
    )
    is_confirmed = models.BooleanField(
        "address confirmed",
        default=True,
        help_text="Cleared by signing up, set by following the mailed link; needed to sign in. "
        "Tick it for whom mail does not reach.",
    )
    time_zone = models.CharField(
        max_length=TIME_ZONE.most, blank=True, help_text="Its IANA name; empty: that of the site."
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
        """One spelling of each address, so that people are found however they type it.

        Of the domain the one by which mail finds it: it takes a wide letter for a plain one.
        """
        local, at, domain = without_hidden(username).strip().lower().rpartition("@")
        return f"{local}{at}{unicodedata.normalize('NFKC', domain).lower()}"

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin: it follows from the roles, so it can never disagree with them."""
        return self.is_curator or self.is_superuser

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role for role in ROLES if getattr(self, f"is_{role}"))

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock they read and type times by: their own, or the site's."""
        return zone_named(self.time_zone) or ZoneInfo(settings.TIME_ZONE)

    def get_full_name(self) -> str:
        return shown_name(self)

    def get_short_name(self) -> str:
        return shown_name(self)


Visitor = User | AnonymousUser
"""Whoever asks for a page: somebody we know, or not."""


def shown_name(user: User) -> str:
    return user.display_name or user.email


def signs_up_here() -> bool:
    """Whether anybody opens an account at a page of this site."""
    return settings.SIGN_UP_OPEN and (settings.OIDC is None or settings.OIDC.passwords)


def comes_by_themselves() -> bool:
    """Whether somebody without an account gets one unasked: at our page, or by an institution's sign-in."""
    return signs_up_here() or bool(settings.OIDC and settings.OIDC.new_people)


class InvitationState(models.TextChoices):
    WAITING = "waiting", "invited"
    EXPIRED = "expired", "invitation expired"
    ACCEPTED = "accepted", "accepted"
    REVOKED = "revoked", "withdrawn"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open_at(self, now: datetime) -> "InvitationQuerySet":
        """Those whose link works."""
        return self.standing().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An address that may make an account with these roles, by the link that was mailed to it."""

    email = models.EmailField("e-mail")
    display_name = models.CharField("name to show", max_length=NAME.most, blank=True)
    is_resident = models.BooleanField("resident", default=False)
    is_educator = models.BooleanField("educator", default=False)
    is_curator = models.BooleanField("curator", default=False)
    stamp = models.CharField(
        max_length=32, help_text="Signed into the link: a new one ends the links before."
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    mailed_at = models.DateTimeField(
        null=True, help_text="When the message was last handed on; empty until then."
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                "email", condition=Q(accepted_at=None, revoked_at=None), name="one_open_invitation_per_email"
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role for role in ROLES if getattr(self, f"is_{role}"))

    def state(self, now: datetime) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.WAITING if now < self.expires_at else InvitationState.EXPIRED


class PeopleList(models.Model):
    """A list of people that an administrator has uploaded and not yet confirmed."""

    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=100, blank=True)
    rows = models.JSONField()

    class Meta:
        verbose_name = "list of people"
        verbose_name_plural = "lists of people"

    def __str__(self) -> str:
        return self.name


class PeopleAct(models.Model):
    """Something that was done with a person or an invitation: who, what and when. Written once."""

    class Kind(models.TextChoices):
        INVITED = "invited", "invited"
        INVITED_AGAIN = "invited_again", "sent the invitation again to"
        WITHDRAWN = "withdrawn", "withdrew the invitation of"
        ACCEPTED = "accepted", "accepted the invitation"
        JOINED = "joined", "joined the institution’s sign-in with the account"
        MADE = "made", "came by the institution’s sign-in and got an account"
        ROLES = "roles", "changed the roles of"
        CLOSED = "closed", "closed the account of"
        OPENED = "opened", "opened the account of"

    class Way(models.TextChoices):
        PAGE = "page", "on their page"
        ADMIN = "admin", "in the admin"
        LIST = "list", "by a list"
        INVITATION = "invitation", "by an invitation"
        INSTITUTION = "institution", "by the institution’s sign-in"

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    way = models.CharField(max_length=20, choices=Way)
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="people_acts")
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="acts")
    roles_before = models.JSONField(default=list)
    roles_after = models.JSONField(default=list)

    class Meta:
        verbose_name = "act"
        verbose_name_plural = "acts"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class AccountExport(models.Model):
    """Everything that is held of a person, as a zip in pieces; made by the worker, fetched by them alone."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="An administrator, or they."
    )
    reason = models.TextField(blank=True, help_text="Why an administrator asked for it.")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the file.")
    rows = models.PositiveIntegerField(default=0, help_text="Of these, how many are in it so far.")
    stands = models.JSONField(default=dict, help_text="Where it goes on.")

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Everything of {self.person}, {self.asked_at:%Y-%m-%d}"

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None


class ExportPiece(models.Model):
    """A piece of the file, so that no step holds all of it."""

    export = models.ForeignKey(AccountExport, on_delete=models.CASCADE, related_name="chunks")
    place = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["export", "place"], name="one_piece_per_place")]

    def __str__(self) -> str:
        return f"{self.export}, piece {self.place}"


class Erasure(models.Model):
    """That an account was erased, when and at whose wish; once it is done nothing in it names the person."""

    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=32, unique=True, help_text="Random; what stays goes by it.")
    pseudonym = models.CharField(max_length=NAME.most)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The administrator who did it; empty: the person, or the site after the time that is set.",
    )
    reason = models.TextField(blank=True)
    keeps_name = models.BooleanField(
        default=False, help_text="They agreed that their name stays where they signed off or are credited."
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.pseudonym


class InsightIsKept(Exception):
    """Who looked at what is another's, and why, stays written down as it was."""

    def __init__(self) -> None:
        super().__init__("Who looked is written down once and never changed.")


class InsightQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise InsightIsKept

    def delete(self) -> NoReturn:
        raise InsightIsKept


class Insight(models.Model):
    """An administrator asked, with a reason, to see what one thing of somebody else's holds.

    It opens that thing, to read, to that administrator until its time is over. Of what several people wrote
    each has a row of their own, so that all of them read it. It says nothing of what the thing holds: once
    that is deleted, nothing of it is left here.
    """

    class Kind(models.TextChoices):
        CASE = "case", "case"
        ATTEMPT = "attempt", "attempt"
        DRAFT = "draft", "draft of a teaching case"
        LIBRARY = "library", "library"
        ACCOUNT = "account", "account"

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveBigIntegerField(help_text="Which one.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="looked_at",
        help_text="Whose it is, or who wrote in it.",
    )
    # Without a constraint, and with the name beside it: it outlives the account of who looked.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="insights",
    )
    name = models.CharField("who looked", max_length=EMAIL.most)
    reason = models.CharField(max_length=INSIGHT_REASON.most)
    at = models.DateTimeField()
    until = models.DateTimeField("open until")

    objects = InsightQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["by", "kind", "number", "-until"], name="insight_that_opens"),
            models.Index(fields=["owner", "-at"], name="insight_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}, {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise InsightIsKept
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise InsightIsKept
