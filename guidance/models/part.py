from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from guidance.models.document import Document


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes of the domain with their labels."""
    return [(code, code.capitalize()) for code in codes]


class Part(models.Model):
    """One entry of a document's draft. Its code (a slug, a key, an id) is its own within the document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE)
    position = models.PositiveIntegerField(default=0, help_text="Order among its neighbours, from 0.")

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for name in ("section", "parent", "statement"):
            other = getattr(self, name, None)
            if other and other.document_id != self.document_id:
                raise ValidationError({name: "This belongs to another document."})
