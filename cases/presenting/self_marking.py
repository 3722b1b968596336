from cases.domain.teaching import TeachingCase
from cases.forms.step import SelfMarkForm


def self_mark_forms(content: TeachingCase) -> dict[str, SelfMarkForm]:
    """A form for each answer of a case that its writer marks, by its question."""
    return {question.key: SelfMarkForm(question) for question in content.questions if question.points_to_tick}
