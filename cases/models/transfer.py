"""A library on its way in or out: its file in pieces, and how far it is."""

from django.conf import settings
from django.db import models

from cases.domain.record import TITLE_LENGTH


class LibraryTransfer(models.Model):
    """Worked through by a job; its file goes once it is taken in, refused or stopped."""

    class Way(models.TextChoices):
        IN = "in", "Import"
        OUT = "out", "Export"

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        STOPPED = "stopped", "Stopped"

    way = models.CharField(max_length=3, choices=Way)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="library_transfers"
    )
    library = models.ForeignKey(
        "cases.Library",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Of what, or into what.",
    )
    name = models.CharField(max_length=200, help_text="The name of the file.")
    title = models.CharField(max_length=TITLE_LENGTH)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    size = models.PositiveIntegerField(default=0, help_text="Bytes of the file.")
    total = models.PositiveIntegerField(help_text="Cases and pictures in it.")
    done = models.PositiveIntegerField(default=0, help_text="Of these, how many so far.")
    versions = models.JSONField(
        default=dict, help_text="Of an export: what goes out, as it was at its start."
    )
    faults = models.JSONField(default=list, help_text="Why it was refused: sentences with their places.")
    results = models.JSONField(
        default=dict, help_text="Of an import: how many cases were new, changed, known."
    )
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

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_under_way(self) -> bool:
        """Not done, and a worker does it or will. What failed, or was stopped as a job, stands still."""
        return self.is_running and bool(self.job and self.job.is_open)

    @property
    def state_in_words(self) -> str:
        stands_still = self.is_running and not self.is_under_way
        return (self.State.STOPPED.label if stands_still else self.get_state_display()).lower()


class TransferChunk(models.Model):
    """A piece of the file, so that no step holds all of it."""

    transfer = models.ForeignKey(LibraryTransfer, on_delete=models.CASCADE, related_name="chunks")
    place = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["transfer", "place"], name="one_chunk_per_place")]

    def __str__(self) -> str:
        return f"{self.transfer}, piece {self.place}"


class ImportedCase(models.Model):
    """A case that was read and checked, until all of them are."""

    transfer = models.ForeignKey(LibraryTransfer, on_delete=models.CASCADE, related_name="cases")
    place = models.PositiveIntegerField()
    document = models.JSONField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["transfer", "place"], name="one_case_per_place")]

    def __str__(self) -> str:
        return f"{self.transfer}, case {self.place}"
