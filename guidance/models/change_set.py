"""What curators propose: changes collected in a set, reviewed as one, with what was said about them."""

from django.conf import settings
from django.db import models

from guidance.domain.changing.entries import KINDS
from guidance.domain.changing.states import LABELS, OPEN, State
from guidance.models.document import Document
from guidance.models.edition import Edition

LONGEST_ID = 200
PAGE_LENGTH = 40


class ChangeSet(models.Model):
    """One curator's changes with a reason. Its state goes the ways of `guidance.domain.changing.states`."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="change_sets")
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True, help_text="Why the guidance should say this from now on.")
    state = models.CharField(max_length=20, choices=list(LABELS.items()), default=State.WRITING)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="change_sets"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField("reason of the decision", blank=True)
    is_self_accepted = models.BooleanField(
        "accepted by its own author", default=False, help_text="Where an installation has one curator only."
    )
    undo = models.JSONField(
        null=True, blank=True, editable=False, help_text="The changes that lead back, known once accepted."
    )
    reverts = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reverted_by"
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="change_sets"
    )

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["state", "-updated_at"], name="change_set_by_state")]

    def __str__(self) -> str:
        return self.title or f"Change set {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Change(models.Model):
    """One entry of the guidance as it stood and as it should stand; null where it is not there."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=[(kind, kind.capitalize()) for kind in KINDS])
    entry_id = models.CharField(max_length=LONGEST_ID)
    base = models.JSONField(null=True, help_text="As it stood when the change was made; null: it is new.")
    proposed = models.JSONField(null=True, help_text="As it should stand; null: it is retired.")
    after = models.CharField(  # noqa: DJ001  not moved is NULL, first of its neighbours is ""
        max_length=LONGEST_ID, null=True, blank=True, help_text="Which neighbour it is put behind."
    )
    position = models.PositiveIntegerField(default=0, help_text="In which order things are moved.")
    updated_at = models.DateTimeField()
    page = models.CharField(
        max_length=PAGE_LENGTH,
        blank=True,
        editable=False,
        help_text="The open page that saved it last: it knows its own save also where the answer was lost.",
    )

    class Meta:
        ordering = ["change_set", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change_set", "kind", "entry_id"], name="one_change_per_entry_and_set"
            )
        ]
        indexes = [models.Index(fields=["kind", "entry_id"], name="change_of_entry")]

    def __str__(self) -> str:
        """The one document has no id of its own."""
        return " ".join(dict.fromkeys((self.kind, self.entry_id)))


class Comment(models.Model):
    """What a curator says about a change, or about the set as a whole; perhaps in reply to another."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="comments")
    change = models.ForeignKey(
        Change, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    about = models.CharField(
        max_length=LONGEST_ID + 20, blank=True, help_text="What the change was about, kept if it is dropped."
    )
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="guidance_comments"
    )
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class EditingMark(models.Model):
    """A curator has this entry open. A soft sign for the others: it stops nobody and fades by itself."""

    kind = models.CharField(max_length=12)
    entry_id = models.CharField(max_length=LONGEST_ID)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "entry_id", "by"], name="one_mark_per_entry_and_curator")
        ]

    def __str__(self) -> str:
        return f"{self.by} at {self.kind} {self.entry_id}"


class InterestStatement(models.Model):
    """What a curator declares of their interests. It holds for a year; nobody accepts without one."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interest_statements"
    )
    at = models.DateTimeField()
    has_interests = models.BooleanField()
    text = models.TextField(blank=True, help_text="Which, where there are any.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} on {self.at:%Y-%m-%d}"


class ChangeSeen(models.Model):
    """A curator has looked at this change, and when: what was changed or said since is new to them."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="seen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "by"], name="seen_once_by_each")]
        verbose_name_plural = "changes seen"

    def __str__(self) -> str:
        return f"{self.by} saw change {self.change_id}"
