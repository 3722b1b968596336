"""What stands under a field: its state in words, what is wrong with it, and what is said of what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField

from cases.forms.bound import FactBoundField
from cases.presenting.panel import CautionCard
from cases.presenting.remarks import BesideField
from cases.presenting.stamps import stamp


@dataclass(frozen=True)
class Beside:
    name: str
    state: str
    """ "not_recorded", "none", "recorded" for how it was read, "" for what is still recorded instead."""
    words: str
    errors: tuple[str, ...]
    cautions: tuple[CautionCard, ...]
    remarks: BesideField | None

    @property
    def caution_titles(self) -> str:
        """Each once: a section may warn of the same plan for several reasons."""
        return "; ".join(dict.fromkeys(card.caution.title for card in self.cautions))

    @property
    def stamp(self) -> str:
        """Empty where something is wrong: that is drawn anew with every save, for as long as it stands."""
        if self.errors:
            return ""
        cautions = tuple(
            (card.caution.rule_id, card.caution.title, card.caution.message) for card in self.cautions
        )
        return stamp("beside", self.name, self.state, self.words, cautions, self.remarks)


def beside(field: BoundField, cautions: Sequence[CautionCard], remarks: BesideField | None) -> Beside:
    state, words = _state(field)
    errors = field.form.errors.get(field.name, ())
    return Beside(field.name, state, words, tuple(map(str, errors)), tuple(cautions), remarks)


def _state(field: BoundField) -> tuple[str, str]:
    said = getattr(field.field, "said", "")
    if isinstance(field, FactBoundField):
        if field.holds_other:
            return "", f"Still recorded: {field.state_words}"
        if field.state != "recorded":
            return field.state, field.state_words
        said = field.read_as
    return ("recorded", said) if said else ("", "")
