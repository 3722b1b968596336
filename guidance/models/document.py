from django.db import models


class Document(models.Model):
    """An unpublished edition: a text under work. Of one, the guidance, editions are published.

    Its other columns follow from the payload; `guidance.actions.drafting` alone writes them.
    """

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    payload = models.JSONField(help_text="What it says, as one object, as the pack's schema has it.")
    hash = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the payload.")
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often it was written: who writes says on which it stands."
    )
    verbatim = models.JSONField(
        "still the source's text",
        default=list,
        blank=True,
        help_text="Statements to be put into own words before publishing, by key.",
    )
    is_guidance = models.BooleanField(
        "is the guidance", default=False, help_text="Editions are published from this document."
    )
    loaded_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The pack or text that was last loaded."
    )

    class Meta:
        ordering = ["-is_guidance", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_guidance"],
                condition=models.Q(is_guidance=True),
                name="one_document_is_the_guidance",
                violation_error_message="Another document is the guidance. Take that mark away first.",
            )
        ]

    def __str__(self) -> str:
        return self.title
