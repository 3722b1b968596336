"""What every stored case knows, column by column; and runs that replay the cases against a draft."""

from django.conf import settings
from django.db import models


class FactBlock(models.Model):
    """Neighbouring cases whose facts are kept as columns. `made_from` tells when they are out of date."""

    number = models.PositiveIntegerField(
        primary_key=True, help_text="The cases whose number, divided by the size of a block, gives this."
    )
    cases = models.TextField(help_text="Which places of the block are cases: a set of bits in hexadecimal.")
    made_from = models.CharField(
        max_length=120, help_text="How many cases in which versions, and the code that derived their facts."
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Block {self.number}"


class FactColumn(models.Model):
    """One fact of a block: the values that occur, and which case has which."""

    block = models.ForeignKey(FactBlock, on_delete=models.CASCADE, related_name="columns")
    fact = models.CharField(max_length=60)
    values = models.JSONField()
    codes = models.TextField(help_text="A character for each place, the highest first; a space is unknown.")

    class Meta:
        ordering = ["block", "fact"]
        constraints = [models.UniqueConstraint(fields=["block", "fact"], name="one_column_per_fact")]

    def __str__(self) -> str:
        return f"{self.fact} of block {self.block_id}"


class ImpactRun(models.Model):
    """Every case against the current edition and a draft, worked through by a job. It holds numbers of
    stored cases only; cases by name are those of the libraries and the demonstration."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        OUTDATED = "outdated", "Out of date"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="impact_runs"
    )
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    edition_number = models.PositiveIntegerField(help_text="The edition that readers saw.")
    change_set = models.PositiveIntegerField(
        null=True, blank=True, help_text="The change set that was tried; empty: the whole draft."
    )
    before_hash = models.CharField(max_length=64)
    after_hash = models.CharField(max_length=64)
    next_block = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(help_text="Stored cases when it was started.")
    done = models.PositiveIntegerField(default=0, help_text="Stored cases so far.")
    results = models.JSONField(default=dict)
    job = models.ForeignKey(
        "work.Job",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Does it.",
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["change_set", "-started_at"], name="impact_run_of_change_set")]

    def __str__(self) -> str:
        return f"Impact of {'the draft' if self.change_set is None else f'change set {self.change_set}'}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_under_way(self) -> bool:
        """Not done, and a worker does it or will. What failed, or was stopped as a job, stands still."""
        return self.is_running and bool(self.job and self.job.is_open)


class StoredCoverage(models.Model):
    """What of a draft the stored cases reach, as it was worked out last. It names none of them."""

    draft = models.PositiveIntegerField(
        primary_key=True, help_text="The change set that is tried; 0: the whole draft."
    )
    edition_hash = models.CharField(max_length=64, blank=True, help_text="Of the draft as it was.")
    stamp = models.CharField(max_length=120, blank=True, help_text="Tells when the stored cases are others.")
    sections = models.JSONField(default=list, help_text="Those that some stored case reaches.")
    read = models.PositiveIntegerField(default=0, help_text="Stored cases.")
    unmatched = models.PositiveIntegerField(default=0, help_text="Of these, how many nothing matches.")
    worked_out_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(
        "work.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Does it."
    )

    class Meta:
        ordering = ["draft"]

    def __str__(self) -> str:
        return f"Coverage of {f'change set {self.draft}' if self.draft else 'the draft'}"

    @property
    def is_under_way(self) -> bool:
        return bool(self.job and self.job.is_open)
