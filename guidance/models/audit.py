from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AuditIsKept(Exception):
    """What was done stays written down as it was."""

    def __init__(self) -> None:
        super().__init__("The audit is written once and never changed.")


class AuditQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditIsKept

    def delete(self) -> NoReturn:
        raise AuditIsKept

    def bulk_create(self, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> Any:
        if update_conflicts:
            raise AuditIsKept
        return super().bulk_create(*args, **kwargs)


class AuditEntry(models.Model):
    """Who did what to the guidance, in which role, when and why; written in the transaction of the act."""

    at = models.DateTimeField()
    # Without a constraint, and with the name beside it: the entry outlives the person's account unchanged.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="Empty where the site itself acted.",
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True, help_text="What it was done to.")
    why = models.TextField(blank=True)
    change_set = models.PositiveIntegerField(null=True, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["act", "-at"], name="audit_by_act"),
            models.Index(fields=["change_set", "-at"], name="audit_by_change_set"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name}: {self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditIsKept
        # Never over a row that is there, whatever number the new one claims.
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditIsKept
