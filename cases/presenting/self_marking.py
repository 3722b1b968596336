from cases.domain.teaching import ShortText, TeachingCase
from cases.forms.step import SelfMarkForm


def self_mark_forms(content: TeachingCase) -> dict[str, SelfMarkForm]:
    """A form for each short text of a case, by its question."""
    return {
        question.key: SelfMarkForm(question)
        for question in content.questions
        if isinstance(question, ShortText)
    }
