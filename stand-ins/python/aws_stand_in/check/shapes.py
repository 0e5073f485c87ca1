"""What a value must be by its shape, beyond what botocore's own validator looks at."""

import functools
import re
from collections.abc import Iterator
from typing import Any

from botocore.model import Shape
from botocore.validate import ParamValidator

# The services' regular expressions are Java's; these are Python's nearest, a little wider.
UNICODE_CLASSES = {"L": r"\w", "M": r"\w", "N": r"\d", "Z": r"\s", "S": r"\W", "P": r"\W"}


def problems_with(value: Any, shape: Shape) -> list[str]:
    report = ParamValidator().validate(value, shape)
    found = report.generate_report().splitlines() if report.has_errors() else []
    return found + [f"{path or 'value'} {problem}" for path, problem in constraints(value, shape, "")]


def constraints(value: Any, shape: Shape, path: str) -> Iterator[tuple[str, str]]:
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                yield from constraints(member, shape.members[name], f"{path}.{name}".lstrip("."))
    elif shape.type_name == "list" and isinstance(value, list):
        yield from beyond_maximum(len(value), shape, path, "entries")
        for index, item in enumerate(value):
            yield from constraints(item, shape.member, f"{path}[{index}]")
    elif shape.type_name == "map" and isinstance(value, dict):
        yield from beyond_maximum(len(value), shape, path, "entries")
        for key, item in value.items():
            yield from constraints(key, shape.key, f"{path} (key {key})")
            yield from constraints(item, shape.value, f"{path}.{key}")
    elif isinstance(value, str):
        yield from string_constraints(value, shape, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from beyond_maximum(value, shape, path, "")


def string_constraints(value: str, shape: Shape, path: str) -> Iterator[tuple[str, str]]:
    yield from beyond_maximum(len(value), shape, path, "characters")
    choices = getattr(shape, "enum", None)
    if choices and value not in choices:
        yield path, f"is {value!r}, which is none of {', '.join(choices)}"
    pattern = shape.metadata.get("pattern")
    if pattern and not matches(pattern, value):
        yield path, f"is {value!r}, which does not match {pattern}"


def matches(pattern: str, value: str) -> bool:
    """The whole value, as the services do even where a pattern is not anchored."""
    compiled = compile_pattern(pattern)
    return compiled is None or compiled.fullmatch(value) is not None


@functools.cache
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """None for the one in twenty-five that only Java reads: it is not checked."""
    translated = re.sub(r"\\p\{([LMNZSP])\}", lambda found: UNICODE_CLASSES[found[1]], pattern)
    try:
        return re.compile(translated, re.DOTALL)
    except re.error:
        return None


def beyond_maximum(size: float, shape: Shape, path: str, unit: str) -> Iterator[tuple[str, str]]:
    most = shape.metadata.get("max")
    if most is not None and size > most:
        yield path, f"has {size:g} {unit}, more than {most}".replace("  ", " ")


def unknown_in_json(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """The paths of what the shape does not name."""
    if shape.type_name == "structure" and isinstance(value, dict) and not shape.is_document_type:
        by_name = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for name, item in value.items():
            if name not in by_name:
                yield f"{path}.{name}".lstrip(".")
            elif item is not None:
                yield from unknown_in_json(item, by_name[name], f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for item in value:
            yield from unknown_in_json(item, shape.member, f"{path}[]")
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, item in value.items():
            yield from unknown_in_json(item, shape.value, f"{path}.{name}")
