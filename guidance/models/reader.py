"""What readers tell curators, and what they are told."""

from django.conf import settings
from django.db import models

FLAGGED = {"statement": "Statement", "addition": "Curators' addition", "note": "Curator note"}
SHORTEST_REASON = 10


class Flag(models.Model):
    """A reader doubts a statement, an addition or a note and says why; a curator resolves it with a reply."""

    kind = models.CharField(max_length=12, choices=list(FLAGGED.items()))
    entry_id = models.CharField(max_length=60)
    edition = models.PositiveIntegerField(help_text="The edition that the reader saw.")
    text = models.TextField(blank=True, help_text="What it said there.")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="flags"
    )
    at = models.DateTimeField()
    reply = models.TextField(blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "entry_id", "by"],
                condition=models.Q(resolved_at__isnull=True),
                name="one_open_flag_per_entry_and_reader",
            )
        ]
        indexes = [models.Index(fields=["kind", "entry_id"], name="flag_of_entry")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.entry_id}: {self.reason[:40]}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class Subscription(models.Model):
    """Somebody wants to be told of new editions."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guidance_subscription"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class Notice(models.Model):
    """One thing that a person is told in the app."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guidance_notices"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of whose act it tells, perhaps in their words.",
    )
    text = models.TextField()
    path = models.CharField(max_length=300, help_text="Where on this site it leads.")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_of_user"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
