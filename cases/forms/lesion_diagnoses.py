"""The kidney chapter where a step asks no more of the lesions than what each is."""

from typing import Any

from cases.domain.kept import lesion_field
from cases.domain.known import lesions as lesions_in
from cases.domain.natures import DIAGNOSIS, OF_KIDNEY
from cases.forms.chapter import ChapterForm, FieldGroup
from cases.forms.kidney import diagnosis_field
from guidance.domain.vocabulary import LESION_FIELDS, Value


class LesionDiagnosesForm(ChapterForm):
    """A field for each lesion that is recorded, named as in the form of the lesions."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.known = lesions_in(self.recorded) or ()
        for place, lesion in enumerate(self.known):
            field = diagnosis_field(lesion.get(DIAGNOSIS), self.recorded.get(OF_KIDNEY))
            field.label = f"Lesion {place + 1}: {_words(lesion)}"
            field.help_text = ""
            field.initial = lesion.get(DIAGNOSIS)
            self.fields[lesion_field(place, DIAGNOSIS)] = field

    @property
    def groups(self) -> list[FieldGroup]:
        own = [self[lesion_field(place, DIAGNOSIS)] for place in range(len(self.known))]
        lede = "Say of each what you hold it to be."
        return [*([FieldGroup("What each lesion is", lede, own)] if own else []), *super().groups]

    def recorded_chapter(self) -> dict[str, Value | None]:
        sent = super().recorded_chapter()
        return sent | ({"lesions": tuple(map(self._lesion, range(len(self.known))))} if self.known else {})

    def _lesion(self, place: int) -> dict[str, Value]:
        name, lesion = lesion_field(place, DIAGNOSIS), self.known[place]
        held = self._settled_of(name, lesion.get(DIAGNOSIS))
        rest = {key: value for key, value in lesion.items() if key != DIAGNOSIS}
        return rest | ({DIAGNOSIS: held} if held is not None else {})

    def _settled_of(self, name: str, before: Value | None) -> Value | None:
        """Of a field that was not sent, or sent with what is no answer, what is recorded."""
        is_sent = not self.fields[name].widget.value_omitted_from_data(self.data, self.files, name)
        return self.cleaned_data.get(name) if is_sent and name not in self.errors else before


def _words(lesion: Any) -> str:
    return ", ".join(LESION_FIELDS[key].words(value) for key, value in lesion.items() if key != DIAGNOSIS)
