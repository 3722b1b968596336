"""YAML with the line of every value, and nothing of YAML that a pack has no use for."""

import re
from typing import Any

import yaml

from guidance.domain.characters import name_of, shown
from guidance.domain.json_text import check_size
from guidance.domain.limits import DIGITS, PACK_BYTES, PACK_DEPTH, YAML_VALUES, OverLimit
from guidance.pack.bounds import DEEPEST
from guidance.pack.file_reading import FileReading, Lines

# With libyaml it takes a tenth of the time; PyYAML can be installed without.
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NOT_SEXAGESIMAL = re.compile(r"[^:]*\Z")


class _Both:
    """Matches what two patterns match."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        self.patterns = patterns

    def match(self, text: str) -> bool:
        return all(pattern.match(text) for pattern in self.patterns)


class YamlLoader(SafeLoader):
    """Dates stay text: JSON knows none, and "2025-03" is one of a case, not of YAML.

    So does "1:30", of which YAML would make ninety.
    """

    yaml_implicit_resolvers = {
        first: [
            (tag, _Both(_NOT_SEXAGESIMAL, pattern) if tag in _NUMBERS else pattern)
            for tag, pattern in resolvers
            if tag != _TIMESTAMP
        ]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }


def read_yaml(text: str, taken: int = 0) -> FileReading:
    """`taken` are the values that the other files of the same pack hold."""
    reading = FileReading()
    loader = None
    try:
        check_size(text, PACK_BYTES)
        reading.values = _check_bounds(text, taken)
        loader = YamlLoader(text)
        node = loader.get_single_node()
        if node is not None:
            reading.lines.line = node.start_mark.line + 1
            reading.data = _Walk(loader, reading).value(node, reading.lines)
    except OverLimit as over:
        reading.faults.append((1, f"is too large. {over}"))
    except _OutOfBounds as fault:
        reading.faults.append((fault.line, str(fault)))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        reading.faults.append(
            (line, f"holds {name_of(text[error.start])}, which nobody can see. Take it out.")
        )
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        named = name_of(text[error.position])
        reading.faults.append((line, f"holds {named}, which nobody can see. Take it out."))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        reading.faults.append((mark.line + 1 if mark else 1, f"is not YAML: {shown(problem, 300)}."))
    except yaml.YAMLError as error:
        reading.faults.append((1, f"is not YAML: {shown(str(error), 300)}."))
    finally:
        if loader:
            loader.dispose()
    return reading


class _OutOfBounds(Exception):
    def __init__(self, event: yaml.Event, message: str) -> None:
        super().__init__(message)
        self.line = event.start_mark.line + 1 if event.start_mark else 1


def _check_bounds(text: str, taken: int) -> int:
    """How many values there are. Making nodes takes long and goes as deep as the text does, and libyaml asks
    nobody how many and how deep that is: asked before."""
    values = depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            values += 1
            if taken + values > YAML_VALUES.most:
                raise _OutOfBounds(event, f"is too large. {YAML_VALUES.refusal()}")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise _OutOfBounds(event, f"is nested too deep. {PACK_DEPTH.refusal()}")
    return values


class _Walk:
    """From nodes to data. An alias would make two places of one, and of a few lines a great deal of data."""

    def __init__(self, loader: YamlLoader, reading: FileReading) -> None:
        self.loader, self.reading = loader, reading
        self.seen: set[int] = set()

    def part(self, node: yaml.Node, around: Lines, step: str | int, line: int) -> object:
        """The data of what stands at a step, whose line is put with those of the parts around it."""
        if isinstance(node, yaml.CollectionNode):
            return self.value(node, around.open(step, line))
        around.put(step, line)
        return self.value(node, around)

    def value(self, node: yaml.Node, lines: Lines) -> object:
        line = node.start_mark.line + 1
        if id(node) in self.seen:
            self.reading.faults.append((line, "uses an alias (*…): write the value out."))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, lines)
        if isinstance(node, yaml.SequenceNode):
            return [
                self.part(part, lines, place, part.start_mark.line + 1)
                for place, part in enumerate(node.value)
            ]
        return self.scalar(node, line)

    def scalar(self, node: yaml.Node, line: int) -> object:
        """Text, a number, true or false, or nothing: a tag (!!…) can ask for what YAML then cannot make."""
        if node.tag in _NUMBERS and (said := _no_number(str(node.value))):
            self.reading.faults.append((line, said))
            return None
        try:
            value = self.loader.construct_object(node)
        except (ValueError, KeyError, AttributeError, OverflowError):
            value = node
        if isinstance(value, str | int | float | None):
            return value
        self.reading.faults.append((line, f'"{shown(str(node.value), 60)}" is not what its tag says.'))
        return None

    def mapping(self, node: yaml.MappingNode, lines: Lines) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.reading.faults.append((line, "needs text for a name."))
                continue
            key = str(key_node.value)
            if key in data:
                self.reading.faults.append((line, f'"{shown(key, 80)}" is given twice.'))
                continue
            # The line of a key is where a person looks, also when its text begins on the next line.
            data[key] = self.part(value_node, lines, key, line)
        return data


def _no_number(word: str) -> str:
    """Why a word that should be a number is not made one: that takes the square of its digits."""
    digits = len(re.sub(r"^[-+]?(0[xob])?|[_.]", "", word))
    if digits > DIGITS.most:
        return f'holds "{shown(word, 20)}". {DIGITS.refusal(digits)}'
    return f'"{shown(word, 60)}" is not what its tag says.' if ":" in word else ""
