"""From text to conditions. What cannot be read stops the reading; what is merely wrong is gathered.

condition  = part, {"and", part} | part, {"or", part}
part       = "not", part | "(", condition, ")" | ("all" | "any"), "of", "(", condition, {",", condition}, ")"
           | comparison
comparison = fact, operator, [value | "(", value, {",", value}, ")"]
"""

from typing import NamedTuple, NoReturn

from ...vocabulary import VOCABULARY, AnyOfFact, Fact, FactError, Vocabulary, YesNoFact
from ...vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING, Comparison, Op, Operand
from ...vocabulary.values import NONE, nearest_word, shown
from ..nodes import All, Any, Condition, Not
from ..parsing import MAX_DEPTH
from .lexing import MAX_FAULTS, LineStarts, Sort, TextError, TextErrors, Token, tokens_of
from .operator_words import (
    ALL,
    AND,
    ANY,
    HAS,
    IS,
    MEANT,
    NO,
    NONE_OF,
    NOT,
    OF,
    OF_THE_OTHER_KIND,
    ONE,
    OR,
    RECORDED,
    SIGNS,
    YES,
    allowed_words,
)

MAX_BRACKETS = 2 * MAX_DEPTH + 10
"""Brackets and "not" inside each other, needless ones counted too: reading must not exhaust the stack."""

_UNREAD = Comparison("", Op.KNOWN, None, bool)
"""Stands for a comparison with a fault; what holds it is never handed out."""


class Read(NamedTuple):
    """A part that was read, and how deep it nests."""

    condition: Condition
    height: int


def parse_text(text: str, vocabulary: Vocabulary = VOCABULARY) -> Condition:
    """The condition that the text describes. White space is folded, words of the language take any case.

    Raises TextErrors, each fault with its line and column. Facts, operators and values that are not allowed
    are all reported; a text that cannot be read on (a bracket that is missing) ends with that fault.
    """
    lines = LineStarts(text)
    return _TextReader(tokens_of(text, lines), lines, vocabulary).read()


class _TextReader:
    def __init__(self, tokens: list[Token], lines: LineStarts, vocabulary: Vocabulary) -> None:
        self.tokens, self.lines, self.vocabulary = tokens, lines, vocabulary
        self.place = 0
        self.errors: list[TextError] = []

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.here
        if token.sort is not Sort.END:
            self.place += 1
        return token

    def takes(self, *words: str) -> bool:
        """Whether these words come next, which are then taken."""
        ahead = self.tokens[self.place : self.place + len(words)]
        if len(ahead) < len(words) or not all(
            token.says(word) for token, word in zip(ahead, words, strict=True)
        ):
            return False
        self.place += len(words)
        return True

    def fault(self, token: Token, message: str, nearest: str | None = None) -> None:
        self.errors.append(self.lines.error(token.start, message, nearest))
        if len(self.errors) == MAX_FAULTS:
            raise TextErrors(self.errors)

    def stop(self, token: Token, message: str, nearest: str | None = None) -> NoReturn:
        raise TextErrors([*self.errors, self.lines.error(token.start, message, nearest)])

    # Groups

    def read(self) -> Condition:
        read = self.condition(inside=0)
        if self.here.sort is not Sort.END:
            self.not_expected(AND, OR, "the end")
        if self.errors:
            raise TextErrors(self.errors)
        return read.condition

    def condition(self, inside: int) -> Read:
        first = self.here
        parts = [self.part(inside)]
        word = next((word for word in (AND, OR) if self.here.says(word)), "")
        while word and self.takes(word):
            parts.append(self.part(inside))
        if self.here.says(AND) or self.here.says(OR):
            both = f'"{AND}" and "{OR}" stand side by side'
            self.stop(self.here, f"{both}. Put what belongs together in brackets.")
        if not word:
            return parts[0]
        return self.grown(All if word == AND else Any, parts, first)

    def part(self, inside: int) -> Read:
        first = self.here
        if inside > MAX_BRACKETS:
            self.stop(first, f"From here it is nested more than {MAX_DEPTH} deep.")
        if self.takes(NOT):
            return self.grown(Not, [self.part(inside + 1)], first)
        if self.takes(ALL, OF):
            return self.listed(All, first, inside)
        if self.takes(ANY, OF):
            return self.listed(Any, first, inside)
        if self.here.sort is Sort.OPEN:
            opening = self.take()
            read = self.condition(inside + 1)
            self.close(opening, AND, OR)
            return read
        return Read(self.comparison(), 1)

    def listed(self, group: type[All] | type[Any], first: Token, inside: int) -> Read:
        opening = self.open()
        parts = [self.condition(inside + 1)]
        while self.here.sort is Sort.COMMA:
            self.take()
            parts.append(self.condition(inside + 1))
        self.close(opening, AND, OR, ",")
        return self.grown(group, parts, first)

    def grown(self, shape: type[All] | type[Any] | type[Not], parts: list[Read], first: Token) -> Read:
        height = 1 + max(part.height for part in parts)
        if height > MAX_DEPTH:
            self.stop(first, f"From here it is nested more than {MAX_DEPTH} deep.")
        if shape is Not:
            return Read(Not(parts[0].condition), height)
        return Read(shape(tuple(part.condition for part in parts)), height)  # type: ignore[arg-type]  # all or any

    def open(self) -> Token:
        if self.here.sort is not Sort.OPEN:
            self.not_expected("(")
        return self.take()

    def close(self, opening: Token, *instead: str) -> None:
        if self.here.sort is Sort.END:
            self.stop(opening, "The bracket is not closed.")
        if self.here.sort is not Sort.CLOSE:
            self.not_expected(*instead, ")")
        self.take()

    def not_expected(self, *allowed: str) -> NoReturn:
        """What comes next cannot stand there. A value with brackets that lacks its quotes is told so."""
        token = self.here
        before = self.tokens[self.place - 1] if self.place else token
        if token.sort is Sort.OPEN and before.sort is Sort.WORD and before.end == token.start:
            self.stop(
                before, f"A value that holds brackets or commas is put in quotes: {self.quoted(before)}."
            )
        if token.sort is Sort.END:
            self.stop(token, f"The text ends too early. Allowed here: {', '.join(allowed)}.")
        near = nearest_word(token.text[:60], [word for word in allowed if " " not in word])
        what = shown(token.text) if token.text else "This"
        self.stop(token, f"{what} cannot stand here. Allowed here: {', '.join(allowed)}.", near)

    def quoted(self, word: Token) -> str:
        pieces = [word.text]
        for token in self.tokens[self.place : self.place + 20]:
            pieces.append({Sort.OPEN: "(", Sort.CLOSE: ")", Sort.COMMA: ","}.get(token.sort, token.text))
            if token.sort is Sort.CLOSE:
                break
        return f'"{"".join(pieces)}"'

    # Comparisons

    def comparison(self) -> Comparison:
        fact = self.fact()
        first = self.here
        op = self.op(fact)
        if fact is not None and op not in fact.ops:
            self.op_not_allowed(first, fact, op)
            fact = None
        if op in OPS_ON_RECORDING:
            return fact.compared(op) if fact else _UNREAD
        if op in OPS_ON_LISTS:
            return self.with_list(fact, op)
        value = self.value(fact)
        operand = self.operand(fact, value)
        if fact is None or operand is None:
            return _UNREAD
        if isinstance(fact, AnyOfFact) and op is Op.IS:
            return self.is_none(fact, operand, value)
        return fact.compared(op, operand)

    def fact(self) -> Fact | None:
        token = self.here
        if token.sort is not Sort.WORD or any(token.says(word) for word in (AND, OR, IS, HAS, OF)):
            self.not_expected("a fact", NOT, "(", f"{ALL} {OF} (", f"{ANY} {OF} (")
        self.take()
        if token.text in self.vocabulary:
            return self.vocabulary[token.text]
        message = f"{shown(token.text)} is not in the vocabulary."
        self.fault(token, message, self.vocabulary.nearest(token.text[:60]))
        return None

    def op(self, fact: Fact | None) -> Op:
        token = self.here
        if token.sort is Sort.SIGN and token.text in SIGNS:
            return SIGNS[self.take().text]
        if self.takes(IS):
            return self.op_after_is()
        if self.takes(HAS):
            return self.op_after_has()
        allowed = allowed_words(fact) if fact else tuple(each.written for each in Op)
        of_fact = f" for {fact.key}" if fact else ""
        near = MEANT.get(token.text.lower()) or nearest_word(token.text[:60], allowed)
        self.stop(
            token,
            f"{_found(token)} where an operator belongs. Allowed{of_fact}: {', '.join(allowed)}.",
            near if near in allowed else None,
        )

    def op_after_is(self) -> Op:
        if self.takes(RECORDED):
            return Op.KNOWN
        if self.takes(NOT, RECORDED):
            return Op.NOT_RECORDED
        if self.takes(ONE, OF):
            return Op.IN
        if self.takes(NONE_OF, OF) or self.takes(NOT, ONE, OF):
            return Op.NOT_IN
        return Op.IS_NOT if self.takes(NOT) else Op.IS

    def op_after_has(self) -> Op:
        if self.takes(ANY, OF):
            return Op.HAS_ANY
        return Op.HAS_NONE_OF if self.takes(NONE_OF, OF) else Op.HAS

    def op_not_allowed(self, token: Token, fact: Fact, op: Op) -> None:
        allowed = allowed_words(fact)
        meant = OF_THE_OTHER_KIND.get(op)
        near = meant.written if meant in fact.ops and meant else None
        asked = f'"{op.written}" cannot be asked of {fact.key} ({fact.kind})'
        message = f"{asked}. Allowed: {', '.join(allowed)}."
        self.fault(token, message, near)

    def with_list(self, fact: Fact | None, op: Op) -> Comparison:
        opening = self.open()
        values = [self.value(fact)]
        while self.here.sort is Sort.COMMA:
            self.take()
            values.append(self.value(fact))
        self.close(opening, ",")
        operands = [self.operand(fact, value) for value in values]
        seen: set[object] = set()
        for token, operand in zip(values, operands, strict=True):
            if operand is not None and operand in seen:
                self.fault(token, f"{shown(token.text)} is named twice.")
            seen.add(operand)
        whole = tuple(str(operand) for operand in operands if operand is not None)
        return fact.compared(op, whole) if fact else _UNREAD

    def is_none(self, fact: Fact, operand: Operand, token: Token) -> Comparison:
        """`is none` on a set says the same as `has none`, and is kept as that."""
        if operand != NONE:
            message = f'{fact.key} holds a set: "is" takes only none. Use has or has any of.'
            self.fault(token, message)
        return fact.compared(Op.HAS, operand)

    # Values

    def value(self, fact: Fact | None) -> Token:
        token = self.here
        if token.sort is Sort.QUOTED or (
            token.sort is Sort.WORD and not any(token.says(word) for word in (AND, OR, NOT))
        ):
            return self.take()
        allowed = f" for {fact.key}: {_allowed(fact)}" if fact else ""
        self.stop(token, f"{_found(token)} where a value belongs. Allowed{allowed}.")

    def operand(self, fact: Fact | None, token: Token) -> Operand:
        """What the fact makes of a written value, or None with a fault."""
        if fact is None:
            return None
        if isinstance(fact, YesNoFact):
            return self.yes_or_no(fact, token)
        try:
            return fact.operand(fact.from_word(token.text))
        except FactError as error:
            self.fault(token, error.sentence, error.nearest)
            return None

    def yes_or_no(self, fact: Fact, token: Token) -> bool | None:
        if token.says(YES) or token.says(NO):
            return token.says(YES)
        near = {"true": YES, "false": NO}.get(token.text.lower()) or nearest_word(token.text[:60], (YES, NO))
        given = shown(token.text)
        self.fault(token, f"{fact.key} ({fact.label}): {given} is not yes or no. Allowed: yes, no.", near)
        return None


def _found(token: Token) -> str:
    return "The text ends" if token.sort is Sort.END else f"{shown(token.text or '(')} stands"


def _allowed(fact: Fact) -> str:
    return f"{YES}, {NO}" if isinstance(fact, YesNoFact) else fact.allowed
