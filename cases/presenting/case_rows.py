"""A case in the list: what tells it from others, how far it is, and its stage where that is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.domain.known import lesions
from cases.domain.natures import own_diagnoses
from cases.domain.staging import stage
from cases.models import PatientCase
from cases.presenting.stage_path import stage_words
from cases.presenting.summary import kept_on_paper
from cases.queries.cases import progress_of
from guidance.domain.vocabulary import NONE, VOCABULARY, Value


@dataclass(frozen=True)
class CaseRow:
    pk: int
    title: str
    primary: str
    also: tuple[str, ...]
    """What else tells it from others: a second cancer, kidney lesions of another nature."""
    stage_group: str
    edition: str
    guidance_edition: int | None
    changed_since: bool
    recorded: int
    asked: int
    updated_at: datetime
    kept: int
    """Fields with something typed that is not recorded."""

    @property
    def state(self) -> str:
        """ "empty", "half" or "full", as the dots of the chapter list."""
        if not self.recorded:
            return "empty"
        return "full" if self.recorded == self.asked else "half"


def case_row(case: PatientCase, current: int | None = None) -> CaseRow:
    """`current` is the number of the edition that readers see now, where the row says what it changes."""
    recorded = case.recorded()
    progress = progress_of(recorded)
    primary = recorded.get("primary_site")
    result = stage(recorded) if primary is not None else None
    return CaseRow(
        pk=case.pk,
        title=case.title,
        primary=VOCABULARY["primary_site"].words(primary) if primary is not None else "",
        also=tuple(_also(recorded)),
        stage_group=stage_words(result.stage_group) if result and result.group_settled else "",
        edition=result.edition_label if result else "",
        guidance_edition=case.last_read_with,
        changed_since=current is not None and case.last_read_with not in (None, current),
        recorded=sum(each.recorded for each in progress),
        asked=sum(each.asked for each in progress),
        updated_at=case.updated_at,
        kept=len(kept_on_paper(case.kept_text)),
    )


def _also(recorded: Mapping[str, Value]) -> Iterator[str]:
    second = recorded.get("second_cancer_site")
    if second not in (None, NONE):
        yield f"second cancer: {VOCABULARY['second_cancer_site'].words(second)}"
    own = own_diagnoses(lesions(recorded) or ())
    if own:
        yield f"kidney lesions: {own}"
