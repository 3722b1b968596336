"""What is done outside of requests, how far it is, and who does it."""

from django.conf import settings
from django.db import models

from guidance.domain.limits import EMAIL


class Job(models.Model):
    """One piece of work, done by a worker in steps of a few seconds; each step is a task of the queue."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="jobs",
        null=True,
        blank=True,
        help_text="Who asked for it; nobody where the site does it by itself.",
    )
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=300, blank=True, help_text="The page that shows what comes of it.")
    key = models.CharField(max_length=100, blank=True, help_text="Of two alike one waits at a time.")
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0, help_text="How many were taken: each is counted once.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Since it last got on.")
    fault = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    resumes_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried again.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-created_at"], name="job_by_state"),
            models.Index(fields=["kind", "key"], name="job_by_key"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_paused(self) -> bool:
        """It did not get on, and waits to be tried again: not while the worker tries it."""
        return self.state == self.State.WAITING and self.failures > 0

    @property
    def can_go_again(self) -> bool:
        return self.state in (self.State.FAILED, self.State.STOPPED)


class Letter(models.Model):
    """An e-mail that waits to be sent, and is gone once it was: what it says is sealed while it waits."""

    to = models.EmailField(max_length=EMAIL.most)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters", null=True, blank=True
    )
    kind = models.CharField(max_length=60)
    sealed = models.TextField()
    is_urgent = models.BooleanField(default=False, help_text="Somebody waits for it at a page.")
    created_at = models.DateTimeField()
    good_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="When a worker began to send it.")

    class Meta:
        ordering = ["-is_urgent", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class WorkerSign(models.Model):
    """A worker's sign of life: who has not been seen for a while is dead, and its work is taken up."""

    name = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    process = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"worker {self.process} on {self.host}"


class DailyRound(models.Model):
    """On which day something that is done daily was begun last; of what is done hourly also in which hour."""

    name = models.CharField(max_length=60, primary_key=True)
    on = models.DateField()
    hour = models.PositiveSmallIntegerField(default=0, help_text="Of UTC, where clocks are never put back.")

    def __str__(self) -> str:
        return f"{self.name} on {self.on}"
