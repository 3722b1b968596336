from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class EditionIsPublished(Exception):
    """An edition is superseded, never edited: what a person was shown is kept."""

    def __init__(self, what: str = "An edition") -> None:
        super().__init__(f"{what} is published and stays as it is. Publish a new one instead.")


class EditionQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise EditionIsPublished

    def delete(self) -> NoReturn:
        raise EditionIsPublished


class Edition(models.Model):
    """What readers see: one numbered payload with its hash. The same content may be published again."""

    number = models.PositiveIntegerField(unique=True)
    hash = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the payload.")
    payload = models.JSONField(help_text="The whole guidance as one object, as the pack's schema has it.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_editions",
        help_text="Empty where the site loaded the pack that ships with it.",
    )
    note = models.TextField("reason", blank=True)
    repeats = models.PositiveIntegerField(
        "repeats edition", null=True, blank=True, help_text="The older edition that was published again."
    )
    counts = models.JSONField(default=dict, help_text="How many sections, statements, notes… it has.")
    changes = models.JSONField(default=dict, help_text="What differs from the edition before.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_from_1")]

    def __str__(self) -> str:
        return f"Edition {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EditionIsPublished(str(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise EditionIsPublished(str(self))


class GoingBack(models.Model):
    """One curator proposes that readers see an older edition again; another one confirms it, or declines."""

    WAITING = "waiting"
    OUTCOMES = (
        (WAITING, "waiting"),
        ("confirmed", "confirmed"),
        ("declined", "declined"),
        ("withdrawn", "withdrawn"),
        ("overtaken", "overtaken by another edition"),
    )

    target = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text="What readers are to see again."
    )
    over = models.PositiveIntegerField(help_text="The edition that readers saw when it was proposed.")
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="proposed_returns"
    )
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default=WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decided_returns",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "going back"
        verbose_name_plural = "goings back"
        constraints = [
            models.UniqueConstraint(
                fields=["outcome"], condition=models.Q(outcome="waiting"), name="one_going_back_waits"
            )
        ]

    def __str__(self) -> str:
        return f"Back to {self.target}"
