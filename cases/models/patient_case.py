from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from cases.domain.record import TITLE_LENGTH
from cases.models.case_change import CaseChange
from cases.models.columns import KEYS, columns_of
from cases.models.kidney_lesion import KidneyLesion
from cases.models.later_chapters import CarePlan, PrognosticFactors, Staging
from cases.models.recording import recorded_in
from guidance.domain.vocabulary import VOCABULARY, Value

PAGE_LENGTH = 40


@columns_of(VOCABULARY.asked_in("presentation", "primary", "kidney", "imaging", "biopsy"))
class PatientCase(models.Model):
    """An invented case and what is recorded of it in the first five chapters; each chapter is one model's."""

    lesions_recorded: bool

    # Without an index of its own, which SQLite would take in place of the one that holds what a list needs.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cases", db_index=False
    )
    title = models.CharField(max_length=TITLE_LENGTH)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Goes up with every save.")
    page = models.CharField(
        max_length=PAGE_LENGTH,
        blank=True,
        editable=False,
        help_text="The open page that saved last: it knows its own save also where the answer was lost.",
    )
    guidance_edition = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="The edition of the guidance that was last used."
    )
    previous_edition = models.PositiveIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="The edition that it was read with before, until the owner has seen the change.",
    )
    demo_slug = models.SlugField(
        max_length=60, blank=True, editable=False, help_text="The demo case that this one is a copy of."
    )
    is_record = models.BooleanField(
        default=False,
        editable=False,
        help_text="An attempt's: it stands in nobody's list of cases.",
    )
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    kept_text = models.JSONField(
        default=dict,
        editable=False,
        help_text="Typed into a field that cannot hold it, by chapter and field. No fact, and in no history.",
    )

    class Meta:
        verbose_name = "case"
        verbose_name_plural = "cases"
        ordering = ["-updated_at", "-pk"]
        indexes = [
            # Both hold all that a list is counted and paged by, so that no row is read for it. A site holds
            # ten times as many records of attempts as cases in lists.
            models.Index(
                fields=["owner", "-updated_at", "-id", "title", "is_record"], name="case_of_owner_by_update"
            ),
            models.Index(
                fields=["-updated_at", "-id", "is_record"],
                condition=models.Q(is_record=False),
                name="case_by_update",
            ),
            models.Index(
                fields=["owner", "demo_slug"], condition=~models.Q(demo_slug=""), name="case_copied_from_demo"
            ),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(version__gte=1), name="case_version_from_1")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def lesion_rows(self) -> list[KidneyLesion]:
        """The lesions in order. `queries.case_for` loads them, the actions keep them up to date."""
        return list(self.lesions.all())

    @cached_property
    def known(self) -> Mapping[str, Value]:
        """Every known fact by key, in the order of the vocabulary.

        `queries.case_for` reads it from the row and leaves the columns of facts alone; the actions keep it
        up to date. Of a case that was loaded otherwise it is read from the columns, once.
        """
        known = recorded_in(self, CASE_FACTS)
        if self.lesions_recorded:
            known["lesions"] = tuple(lesion.recorded() for lesion in self.lesion_rows)
        for related, keys in RELATED_FACTS.items():
            known |= recorded_in(getattr(self, related), keys)
        return in_order(known)

    last_written: CaseChange | None = None
    """What was written of this loaded case last, which spares asking for it."""

    @property
    def last_read_with(self) -> int | None:
        """The number of the edition that the owner has last seen it with; None where none is known."""
        return self.previous_edition or self.guidance_edition

    def recorded(self) -> dict[str, Value]:
        """What is known now, to keep. Asks the database nothing where a query of this app loaded the case."""
        return dict(self.known)

    def refresh_from_db(self, *args: Any, **more: Any) -> None:
        self.__dict__.pop("known", None)
        super().refresh_from_db(*args, **more)


def in_order(known: Mapping[str, Value]) -> dict[str, Value]:
    """As the vocabulary has them."""
    return {key: known[key] for key in sorted(known, key=VOCABULARY.position.__getitem__)}


CASE_FACTS = KEYS[PatientCase]
RELATED_MODELS: Mapping[str, type[models.Model]] = {
    "staging": Staging,
    "prognostic_factors": PrognosticFactors,
    "care_plan": CarePlan,
}
RELATED_FACTS: Mapping[str, tuple[str, ...]] = {name: KEYS[model] for name, model in RELATED_MODELS.items()}
