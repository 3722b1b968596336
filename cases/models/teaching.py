"""Libraries of teaching cases. A version is never edited: attempts were marked against it."""

from typing import Any

from django.conf import settings
from django.db import models

from cases.domain.record import TITLE_LENGTH
from cases.domain.teaching.case import DIFFICULTIES


def pass_on(collector: Any, field: Any, libraries: Any, using: str) -> None:
    """What happens to the libraries of a person who is deleted.

    Each goes to the colleague who may write in it and was named first; without one it is the installation's,
    and no resident sees more of it than before.
    """
    for library in libraries:
        heir = library.shares.filter(right__in=WRITING).order_by("pk").first()
        collector.add_field_update(field, heir and heir.person_id, [library])


class Visibility(models.TextChoices):
    """Who reads a library besides its owner."""

    PRIVATE = "private", "Private"
    SHARED = "shared", "Shared with named colleagues"
    OPEN = "open", "Open to everybody here"


class Library(models.Model):
    """Without an owner it is the installation's, and its administrators keep it."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField(blank=True)
    objectives = models.JSONField(default=dict, help_text="By key: what a resident can do afterwards.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=pass_on, related_name="libraries"
    )
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.OPEN)
    licence = models.CharField(max_length=60, blank=True, help_text="An SPDX or Creative Commons code.")
    credits = models.JSONField(default=list, blank=True, help_text="Names with what each did.")
    came_as = models.SlugField(
        max_length=60, blank=True, help_text="What it was called in the file that it was imported from."
    )
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name_plural = "libraries"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Right(models.TextChoices):
    """What a colleague may in a library; each includes those before it."""

    VIEW = "view", "May read"
    EDIT = "edit", "May write"
    ASSIGN = "assign", "May write and assign"


WRITING = (Right.EDIT, Right.ASSIGN)


class LibraryShare(models.Model):
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_libraries"
    )
    right = models.CharField(max_length=6, choices=Right)
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ["library", "pk"]
        constraints = [models.UniqueConstraint(fields=["library", "person"], name="one_right_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.right} in {self.library}"


class TeachingCase(models.Model):
    """The case through all its versions; what is shown of it is the latest."""

    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="teaching_cases")
    slug = models.SlugField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(
        "open to residents", default=True, help_text="Clear this to retire it: attempts stay readable."
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    latest = models.OneToOneField(
        "cases.TeachingCaseVersion",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="latest_of",
    )

    class Meta:
        ordering = ["library", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["library", "slug"], name="one_case_per_slug")]

    def __str__(self) -> str:
        return self.slug


class TeachingCaseVersion(models.Model):
    """One version, whole, as the document it was read from; its hash tells whether another differs."""

    teaching_case = models.ForeignKey(TeachingCase, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="From 1; 0 is a draft that its author tries.")
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField()
    topic = models.CharField(max_length=60)
    difficulty = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    facets = models.JSONField(default=dict, editable=False, help_text="By what it can be found.")
    document = models.JSONField()
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    change_summary = models.TextField(blank=True, help_text="What its author said of what changed.")
    pulled_at = models.DateTimeField(null=True, help_text="When it was taken out of use: its key was wrong.")
    pulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pulled_reason = models.TextField(blank=True)
    returned_at = models.DateTimeField(
        null=True, help_text="When it was put back in use with its key as it is."
    )
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["teaching_case", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["teaching_case", "number"],
                condition=models.Q(number__gt=0),
                name="one_version_per_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def get_difficulty_label(self) -> str:
        return DIFFICULTIES[self.difficulty]
