from django.db import models

from cases.domain.sureness import Sureness
from cases.models.attempt import Attempt

LEVELS = [(each.value, each.words) for each in Sureness]


class GivenSureness(models.Model):
    """How sure somebody said they were of one answer; it stands once its step is committed.

    `subject` and `key` are a question's as its mark has them, or "fact" and the step: of all that is recorded
    there.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="sureness")
    subject = models.CharField(max_length=10)
    key = models.CharField(max_length=60)
    level = models.CharField(max_length=4, choices=LEVELS)

    class Meta:
        verbose_name = "sureness"
        verbose_name_plural = "sureness"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "subject", "key"], name="one_sureness_per_answer")
        ]

    def __str__(self) -> str:
        return f"{self.level} at {self.key}"
