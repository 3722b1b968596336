"""Pictures of teaching cases, as rows: written anew from what was uploaded, and named by what they hold."""

from django.conf import settings
from django.db import models


class Picture(models.Model):
    """Never edited: another content is another picture. A document names it by its hash."""

    hash = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of its content.")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_count = models.PositiveIntegerField()
    thumbnail = models.BinaryField(help_text="WebP.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        help_text="Everybody who uploaded it: who else may not name it.",
    )

    def __str__(self) -> str:
        return f"{self.hash[:12]}, {self.width} × {self.height}"
