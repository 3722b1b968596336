"""Cases that are being written: one document each, and every save of it."""

from django.conf import settings
from django.db import models

from cases.domain.record import TITLE_LENGTH
from cases.models.case_change import Act
from cases.models.patient_case import PAGE_LENGTH


class CaseDraft(models.Model):
    """Its document may be incomplete; `version` counts the saves, the first is what it began as."""

    library = models.ForeignKey("cases.Library", on_delete=models.PROTECT, related_name="drafts")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=TITLE_LENGTH)
    document = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    hash = models.CharField(max_length=64)
    kept_text = models.JSONField(
        default=dict, help_text="By chapter of the key: what was typed and no fact can hold."
    )
    teaching_case = models.OneToOneField(
        "cases.TeachingCase",
        null=True,
        on_delete=models.PROTECT,
        related_name="draft",
        help_text="What it was published as.",
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["library", "slug"], name="one_draft_per_slug")]

    def __str__(self) -> str:
        return self.title


class DraftSave(models.Model):
    """Who changed what and when, written with the change itself: parts before and after, exact both ways."""

    draft = models.ForeignKey(CaseDraft, on_delete=models.CASCADE, related_name="saves")
    number = models.PositiveIntegerField(help_text="The version of the draft after it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    said = models.CharField(max_length=300, help_text="What it did, in a sentence.")
    changes = models.JSONField(help_text="Each part that changed, by its address, before and after.")
    page = models.CharField(max_length=PAGE_LENGTH, blank=True, help_text="The open page that sent it.")
    act = models.CharField(max_length=4, choices=Act, default=Act.SAVE)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="undone_by", help_text="What it takes back."
    )

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_save_per_number")]

    def __str__(self) -> str:
        return f"{self.draft}, save {self.number}"


class DraftComment(models.Model):
    """What a colleague says at a place of a draft; settled once it is resolved."""

    draft = models.ForeignKey(CaseDraft, on_delete=models.CASCADE, related_name="comments")
    address = models.CharField(max_length=200, blank=True, help_text="The part it is about; empty: the case.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by} on {self.draft}"


class DraftReview(models.Model):
    """A colleague who was asked to look at a draft, and whether they said that it is ready."""

    draft = models.ForeignKey(CaseDraft, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts_to_review"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, help_text="When the reviewer said that it is ready.")
    version = models.PositiveIntegerField(null=True, help_text="The version of the draft that was ready.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "reviewer"], name="one_review_per_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer} reviews {self.draft}"
