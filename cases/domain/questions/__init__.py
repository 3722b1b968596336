"""The kinds of question, a module each: what a file says of one, what it asks, takes as an answer, and earns.

A module here that is no kind, and a kind that lacks a part, fails as soon as anything here is imported.
"""

from pkgutil import iter_modules

from .answers import AnswerError, QuestionAnswer, answer_as_data
from .key_feature import KeyFeature
from .kind import AnyQuestion, AsksFor, read_answer
from .multiple_best_answer import MultipleBestAnswer
from .numeric import Numeric
from .options import QuestionOption
from .ranked_differential import RankedDifferential
from .registry import UnfinishedKind, example_of, register
from .script_concordance import ScriptConcordance
from .short_text import ShortText
from .single_best_answer import SingleBestAnswer

KINDS = register(
    KeyFeature,
    RankedDifferential,
    ScriptConcordance,
    SingleBestAnswer,
    MultipleBestAnswer,
    ShortText,
    Numeric,
)

for _module in iter_modules(__path__):
    if _module.name not in ("answers", "controls", "kind", "options", "registry", *KINDS):
        raise UnfinishedKind(f"{_module.name} is a module of questions, and none of the KINDS.")
