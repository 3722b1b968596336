"""A list of lesions, each with fields that are facts of their own. None is an answer: none was seen."""

from collections.abc import Iterable, Mapping, Sequence

from guidance.domain.limits import CASE_FAULTS, LESIONS

from ..fact import Fact
from ..operators import ClauseBits, Op, Operand, RuleLiterals, Test, ValueRow, true_of
from ..values import FactError, Value, lower_first, nearest_word

Lesion = Mapping[str, Value]


class LesionsFact(Fact, kind="lesions", operators=(), needs=("fields",)):
    def clean(self, value: object, *, held: int = 0) -> Value:
        return self.read(value, most=max(held, LESIONS.most))

    def read(self, value: object, most: int = LESIONS.most) -> tuple[Lesion, ...]:
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            raise self.refusal(value, "is not a list of lesions")
        given = list(value)
        if len(given) > most:
            sentence = f"{self.key} ({self.label}): {LESIONS.refusal(len(given))}"
            raise FactError(self.key, f"{len(given):,} lesions", f"at most {LESIONS.allowed}", sentence)
        faults: list[FactError] = []
        cleaned = tuple(
            self._lesion(f"{self.key}[{place}]", lesion, faults) for place, lesion in enumerate(given)
        )
        if faults:
            raise FactError.of_all(faults)
        return cleaned

    def _lesion(self, place: str, lesion: object, faults: list[FactError]) -> Lesion:
        if not isinstance(lesion, Mapping):
            faults.append(self.refusal(lesion, f"at {place} is not a lesion"))
            return {}
        fields = {field.key: field for field in self.fields}
        for key in lesion:
            if len(faults) >= CASE_FAULTS.most:
                break
            if key not in fields:
                near = nearest_word(key, fields)
                fault = self.refusal(key, "is nothing that is recorded for a lesion", nearest=near)
                said = f"{place}.{key}: {fault.sentence}"
                faults.append(FactError(f"{place}.{key}", key, fault.allowed, said, near))
        cleaned: dict[str, Value] = {}
        for key, field in fields.items():
            if key in lesion:
                try:
                    cleaned[key] = field.clean(lesion[key])
                except FactError as fault:
                    faults.append(_at(place, fault))
        return cleaned

    def allowed_in_words(self) -> str:
        return f"a list of lesions with {', '.join(field.key for field in self.fields)}"

    def in_words(self, value: Value) -> str:
        assert isinstance(value, tuple)
        if not value:
            return "no lesion"
        counted = "1 lesion" if len(value) == 1 else f"{len(value)} lesions"
        return f"{counted}: {'; '.join(map(self._lesion_in_words, value))}"

    def _lesion_in_words(self, lesion: Lesion) -> str:
        """Side, pole, place, size and its own diagnosis: "left upper pole, parenchyma, 18 mm, benign"."""
        said = {field.key: field.words(lesion[field.key]) for field in self.fields if field.key in lesion}
        place = " ".join(said[key] for key in ("side", "pole") if key in said)
        parts = [place, *(said[key] for key in ("location", "size_mm", "diagnosis") if key in said)]
        return ", ".join(part for part in parts if part) or lower_first("Nothing else recorded")

    def as_data(self, value: Value) -> object:
        assert isinstance(value, tuple)
        return [
            {field.key: field.as_data(lesion[field.key]) for field in self.fields if field.key in lesion}
            for lesion in value
        ]

    @staticmethod
    def test(op: Op, operand: Operand) -> Test:
        raise TypeError(f"{op} cannot be asked of lesions: rules ask about what follows from them")

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        return ((),)

    def row(self, bits: ClauseBits) -> ValueRow:
        row = true_of((), bits)
        return lambda value: row


def _at(place: str, fault: FactError) -> FactError:
    """The fault of a lesion's field, with the lesion it was found in: lesions[1].size_mm."""
    key = f"{place}.{fault.key}"
    return FactError(key, fault.given, fault.allowed, f"{place}.{fault.sentence}", fault.nearest)
