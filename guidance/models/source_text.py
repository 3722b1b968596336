from django.db import models

from guidance.domain.limits import SOURCE_RIGHTS
from guidance.domain.words import SHOWN_TO
from guidance.models.document import Document

LONGEST_NAME = 200


class SourceText(models.Model):
    """The source's own words, as an installation that has them attached them to a document.

    Beside the guidance and no part of it: no payload, hash, pack or edition holds them.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="source_text")
    text = models.TextField(help_text="With a line feed after each line, else as it was given.")
    hash = models.CharField(max_length=64, help_text="SHA-256 of the text.")
    name = models.CharField(max_length=LONGEST_NAME, blank=True, help_text="The file that it came in.")
    rights = models.CharField(max_length=SOURCE_RIGHTS.most, blank=True, help_text="Who holds the rights.")
    shown_to = models.CharField(max_length=20, choices=list(SHOWN_TO.items()))
    attached_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"The source of {self.document}"
