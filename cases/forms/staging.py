"""The staging chapter: the edition, and T, N and M in two ways that stay the same."""

from copy import deepcopy
from typing import Any

from django import forms

from cases.domain import known
from cases.domain.staging import (
    EXAMPLE,
    NotationReading,
    allowed_categories,
    default_edition,
    editions_for,
    read_tnm,
)
from cases.forms.chapter import ChapterForm
from cases.forms.fields import NOT_RECORDED
from cases.forms.widgets import Radios, TypedLine, split_token
from guidance.domain.limits import NOTATION
from guidance.domain.vocabulary import VOCABULARY, Choice, Value, upper_first

ELEMENTS = {"t_category": "T", "n_category": "N", "m_category": "M"}
Tokens = dict[str, str | None]
NOTATION_FIELD = "tnm_notation"
TOLD = frozenset({"W_NORMALISED", "W_NOT_READ", "W_AMBIGUOUS"})
"""What is told beside the notation; the rest is found of the categories, and told with the stage."""


class NotationField(forms.CharField):
    """`said` is how it was read, where that is not all of it as it was typed."""

    said = ""


class StagingForm(ChapterForm):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.primary = known.choice(self.recorded, "primary_site")
        self.tnm: NotationReading | None = None
        self.notation_counts = False
        self.is_open = False
        self._limit_editions()
        self.elements = {key: element for key, element in ELEMENTS.items() if key in self.fields}
        if len(self.elements) == len(ELEMENTS):
            self._add_notation()
        self._limit_categories()

    def keys_of(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return (NOTATION_FIELD, *keys) if "t_category" in keys else keys

    # What is offered

    @property
    def edition(self) -> str | None:
        """The edition that the categories are offered by: the one chosen, else the usual one."""
        if self.primary is None:
            return None
        held = [choice.value for choice in editions_for(self.primary)]
        sent = self.data.get("staging_edition") if "staging_edition" in self.fields else None
        for wanted in (sent, self.recorded.get("staging_edition")):
            if wanted in held:
                return str(wanted)
        return default_edition(self.primary, known.choice(self.recorded, "diagnosis_date"))

    def _limit_editions(self) -> None:
        """Only editions of this primary; one recorded for another primary stays until it is changed."""
        if self.primary is None or "staging_edition" not in self.fields:
            return
        fact = VOCABULARY["staging_edition"]
        offered = [choice.value for choice in editions_for(self.primary) if choice.recordable]
        kept = self.recorded.get("staging_edition")
        choices = [(value, self._edition_label(fact.choice_by_value[value])) for value in offered]
        if kept is not None and kept not in offered:
            choices.append((str(kept), f"{fact.choice_by_value[str(kept)].label}: not for this primary"))
        widget = Radios()
        widget.choices = [*choices, NOT_RECORDED]
        self.fields["staging_edition"].widget = widget

    def _edition_label(self, choice: Choice) -> str:
        """In a step of a teaching case without what it is for, which is asked there."""
        return choice.label if self.only is None else upper_first(choice.in_words)

    def _add_notation(self) -> None:
        written = self.written()
        self.fields[NOTATION_FIELD] = NotationField(
            required=False,
            label="Notation",
            initial=written,
            help_text="Type it, such as cT1a cN3 cM0, or choose T, N and M below. Both stay the same.",
            widget=TypedLine(),
        )
        self.fields["tnm_notation_initial"] = forms.CharField(
            required=False, initial=written, widget=forms.HiddenInput
        )

    def _limit_categories(self) -> None:
        for key, element in self.elements.items():
            widget: Any = deepcopy(self.fields[key].widget)
            widget.categories = self._categories(element)
            self.fields[key].widget = widget

    def _categories(self, element: str, prefix: str | None = None) -> tuple[str, ...]:
        """The categories of an element; without a prefix those of both, clinical first."""
        if self.primary is None or self.edition is None:
            return GENERIC_CATEGORIES[element]
        prefixes = ("c", "p") if prefix is None else (prefix,)
        lists = (allowed_categories(self.primary, self.edition, element, each) for each in prefixes)
        return tuple(dict.fromkeys(category for each in lists for category in each))

    # Notation and choices are two ways to enter the same

    def written(self) -> str:
        """What is recorded as notation, with the parts that are known."""
        return " ".join(str(self.recorded[key]) for key in ELEMENTS if key in self.recorded)

    def _shown(self) -> str:
        """The notation that the page was drawn with. What was saved since may say something else already."""
        if self._omitted("tnm_notation_initial"):
            return self.written()
        return " ".join(self.cleaned_data.get("tnm_notation_initial", "").split())

    def _shown_tokens(self) -> Tokens:
        """T, N and M as the page was drawn with them."""
        shown = {split_token(token)[1][:1]: token for token in self._shown().split()}
        return {key: shown.get(element) for key, element in ELEMENTS.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if NOTATION_FIELD not in self.fields:
            self._check_choices({key: cleaned.get(key) for key in self.elements})
            return self.cleaned_data
        if self._omitted(NOTATION_FIELD):
            return cleaned
        notation = " ".join(cleaned.get(NOTATION_FIELD, "").split())
        if not notation and NOTATION_FIELD in self.held:
            notation = self.written()  # what could not be read was taken away; nothing recorded was cleared
        chosen: Tokens = {key: cleaned.get(key) for key in ELEMENTS}
        if notation == self.written():
            self._keep_what_was_left(chosen)
        if notation in (self.written(), self._shown()):
            self._check_choices(chosen)
        else:
            self._take_notation(notation, chosen)
        return self.cleaned_data

    def _keep_what_was_left(self, chosen: Tokens) -> None:
        """A choice left as it was drawn is no wish to clear what the notation has brought since."""
        for key, token in self._shown_tokens().items():
            if key in chosen and chosen[key] == token:
                chosen[key] = self.cleaned_data[key] = known.choice(self.recorded, key)

    def _take_notation(self, notation: str, chosen: Tokens) -> None:
        """The notation was changed, so it counts; unless the choices were changed to something else.

        What it does not give is left alone.
        """
        read = self._read(notation)
        if read is None:
            self._keep_what_was_left(chosen)
            self._check_choices(chosen)
            return
        shown = self._shown_tokens()
        sent = [key for key in read if not self._omitted(key)]
        changed = any(chosen[key] not in (shown[key], self.recorded.get(key)) for key in sent)
        if changed and any(chosen[key] != token for key, token in read.items()):
            both = " ".join(token for token in chosen.values() if token) or "nothing"
            typed = notation or "nothing"
            message = f'The notation says "{typed}", the choices below say "{both}". Change one of them back.'
            self.add_error(NOTATION_FIELD, forms.ValidationError(message, code="both_changed"))
            self.is_open = True
            return
        self._count(read, {key: token for key, token in chosen.items() if key not in read})

    def _count(self, read: Tokens, left: Tokens) -> None:
        """Take what the notation gives; the rest stays as it is chosen."""
        self.notation_counts = True
        self._keep_what_was_left(left)
        for key in left:
            if self._omitted(key):
                self.cleaned_data[key] = self.recorded.get(key)
        self._check_choices(left)
        for key, token in read.items():
            self.errors.pop(key, None)
            self.cleaned_data[key] = token

    def _read(self, notation: str) -> Tokens | None:
        """The tokens that a notation gives, or None with its faults beside the field; empty clears all."""
        if not notation:
            return dict.fromkeys(ELEMENTS)
        if len(notation) > NOTATION.most:
            said = NOTATION.refusal(len(notation))
            self.add_error(NOTATION_FIELD, forms.ValidationError(said, code="too_long"))
            return None
        self.tnm = read_tnm(notation, self.primary, self.edition if self.primary else None)
        if self.tnm.ok:
            return given_by(self.tnm)
        for finding in self.tnm.findings:
            if finding.level == "error":
                place = notation[finding.start : finding.end].strip()
                message = finding.message.removesuffix(
                    f" {EXAMPLE}"
                )  # the field has one, and no case's answer
                said = f"At “{place}”: {message}" if place else message
                self.add_error(NOTATION_FIELD, forms.ValidationError(said, code=finding.code))
        return None

    def _check_choices(self, chosen: Tokens) -> None:
        """A newly chosen category has to exist; one that was recorded before is the findings' matter."""
        for key, token in chosen.items():
            if not token or token == self.recorded.get(key) or key in self.errors:
                continue
            prefix, body = split_token(token)
            recorded_body = split_token(str(self.recorded.get(key, "")))[1]
            allowed = self._categories(ELEMENTS[key], prefix)
            if body not in allowed and body != recorded_body:
                message = f'"{token}" is not a category here. Allowed with this prefix: {", ".join(allowed)}.'
                self.add_error(key, forms.ValidationError(message, code="not_allowed"))

    @property
    def said(self) -> str:
        """How the notation that was sent is read, where something of it is read otherwise or left aside."""
        if not self.notation_counts or self.tnm is None:
            return ""
        told = [finding.message for finding in self.tnm.findings if finding.code in TOLD]
        if self.tnm.descriptors:
            told.append(f"{', '.join(self.tnm.descriptors)}: read, but a case records T, N and M only.")
        read = " ".join(token for token in given_by(self.tnm).values() if token)
        return " ".join([f"Read as {read}.", *told]) if told else ""

    def tell(self, said: str) -> None:
        field = self.fields.get(NOTATION_FIELD)
        if isinstance(field, NotationField):
            field.said = said

    def not_recorded(self) -> list[str]:
        """Where notation and choices say two things, neither is recorded and both are kept."""
        wrong = super().not_recorded()
        return [*wrong, *(key for key in ELEMENTS if key not in wrong)] if self.is_open else wrong

    def _omitted(self, name: str) -> bool:
        return self.fields[name].widget.value_omitted_from_data(self.data, self.files, name)

    def _settled(self, key: str, lost: frozenset[str]) -> Value | None:
        if key in self.elements and self.notation_counts:
            return self.cleaned_data.get(key)
        return super()._settled(key, lost)


def given_by(reading: NotationReading) -> Tokens:
    """The facts that a notation gives; what it does not give is not among them."""
    tokens: Tokens = {"t_category": reading.t, "n_category": reading.n, "m_category": reading.m}
    return {key: token for key, token in tokens.items() if token}


GENERIC_CATEGORIES: dict[str, tuple[str, ...]] = {
    element: allowed_categories("other", "generic", element, "c") for element in ELEMENTS.values()
}
"""While the primary is not known the grammar alone says what there is."""
