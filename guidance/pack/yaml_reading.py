"""YAML with the line of every value, and nothing of YAML that a pack has no use for."""

import yaml

from guidance.domain.characters import name_of, shown
from guidance.domain.json_text import check_size
from guidance.domain.limits import PACK_BYTES, OverLimit
from guidance.pack.bounds import DEEPEST
from guidance.pack.places import place_of
from guidance.pack.reading import Reading, Steps


class Loader(yaml.CSafeLoader):
    """Dates stay text: JSON knows none, and "2025-03" is one of a case, not of YAML."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def read_yaml(text: str) -> Reading:
    reading = Reading()
    loader = None
    try:
        check_size(text, PACK_BYTES)
        _check_depth(text)
        loader = Loader(text)
        node = loader.get_single_node()
        if node is not None:
            reading.data = _Walk(loader, reading).value(node, ())
    except OverLimit as over:
        reading.faults.append((1, f"is too large. {over}"))
    except _TooDeep as deep:
        reading.faults.append((deep.line, "is nested too deep."))
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


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _check_depth(text: str) -> None:
    """Making nodes goes as deep as the text does, and libyaml asks nobody how deep that is: asked before."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _TooDeep(event.start_mark.line + 1 if event.start_mark else 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Walk:
    """From nodes to data. An alias would make two places of one, and of a few lines a great deal of data."""

    def __init__(self, loader: Loader, reading: Reading) -> None:
        self.loader, self.reading = loader, reading
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, steps: Steps) -> object:
        line = node.start_mark.line + 1
        self.reading.lines.setdefault(place_of(steps), line)
        if id(node) in self.seen:
            self.reading.faults.append((line, "uses an alias (*…): write the value out."))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, steps)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(part, (*steps, place)) for place, part in enumerate(node.value)]
        return self.scalar(node, line)

    def scalar(self, node: yaml.Node, line: int) -> object:
        """Text, a number, true or false, or nothing: a tag (!!…) can ask for what YAML then cannot make."""
        try:
            value = self.loader.construct_object(node)
        except (ValueError, KeyError, AttributeError, OverflowError):
            value = node
        if isinstance(value, str | int | float | None):
            return value
        self.reading.faults.append((line, f'"{shown(str(node.value), 60)}" is not what its tag says.'))
        return None

    def mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.reading.faults.append((line, "needs text for a name."))
                continue
            key = str(key_node.value)
            if key in data:
                self.reading.faults.append((line, f'"{key}" is given twice.'))
                continue
            # The line of a key is where a person looks, also when its text begins on the next line.
            self.reading.lines[place_of((*steps, key))] = line
            data[key] = self.value(value_node, (*steps, key))
        return data
