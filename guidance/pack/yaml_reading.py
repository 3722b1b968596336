"""YAML with the line of every value, and nothing of YAML that a pack has no use for."""

from dataclasses import dataclass, field

import yaml

from guidance.pack.places import place_of

Steps = tuple[str | int, ...]


class Loader(yaml.SafeLoader):
    """Dates stay text: JSON knows none, and "2025-03" is one of a case, not of YAML."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass
class Reading:
    """The data of one file, the line of every place in it, and what is wrong with the YAML itself."""

    data: object = None
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)


def read_yaml(text: str) -> Reading:
    reading = Reading()
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            reading.data = _Walk(loader, reading).value(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        reading.faults.append((mark.line + 1 if mark else 1, f"is not YAML: {problem}."))
    except yaml.YAMLError as error:
        reading.faults.append((1, f"is not YAML: {error}."))
    finally:
        loader.dispose()
    return reading


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
        return self.loader.construct_object(node)

    def mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value)
            if key in data:
                self.reading.faults.append((line, f'"{key}" is given twice.'))
                continue
            # The line of a key is where a person looks, also when its text begins on the next line.
            self.reading.lines[place_of((*steps, key))] = line
            data[key] = self.value(value_node, (*steps, key))
        return data
