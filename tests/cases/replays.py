"""Editions to replay cases against, and stored cases at chosen places."""

from typing import Any

from cases.actions.replaying import tables_from
from cases.models import PatientCase
from cases.models.patient_case import CASE_FACTS, RELATED_FACTS, RELATED_MODELS
from cases.models.recording import columns_for
from cases.queries.replaying import BLOCK
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY
from tests.cases.samples import NOW
from tests.guidance.domain.small_edition import pack, rule

SECTION = "treatment/surgery/nephrectomy"
LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
BREAST = {"fact": "primary_site", "op": "is", "value": "breast"}


def edition_with(when: dict[str, Any], effect: str = "show", number: int = 1, **more: Any) -> CompiledEdition:
    """The small edition with one rule on nephrectomy and no other."""
    return compile_edition(pack(rules=[rule("the-rule", effect, SECTION, when, **more)]), number)


def read_stored_cases() -> None:
    """Bring the columns of all stored cases up to date."""
    for _ in tables_from(0, ()):
        pass


def case_in_block(owner: Any, block: int, place: int = 1, **facts: Any) -> PatientCase:
    """A case with facts as a case file writes them, under a number that lies in the block."""
    recorded = {key: VOCABULARY[key].clean(value) for key, value in facts.items()}
    case = PatientCase(
        pk=block * BLOCK + place,
        owner=owner,
        title="A case",
        created_at=NOW,
        updated_at=NOW,
        **columns_for({key: VOCABULARY[key] for key in CASE_FACTS}, recorded),
    )
    case.save(force_insert=True)
    for name, keys in RELATED_FACTS.items():
        columns = columns_for({key: VOCABULARY[key] for key in keys}, recorded)
        RELATED_MODELS[name]._default_manager.create(case=case, **columns)
    return case
