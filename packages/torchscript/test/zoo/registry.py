"""Collects the archives of the zoo: each entry is a function that returns a module ready to be saved."""

from dataclasses import dataclass, field
from typing import Any, Callable


@dataclass(frozen=True)
class Entry:
    name: str
    make: Callable[[], Any]
    extra_files: dict[str, str] = field(default_factory=dict)
    mobile: bool = False


entries: list[Entry] = []


def entry(name: str, **settings: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def add(make: Callable[[], Any]) -> Callable[[], Any]:
        entries.append(Entry(name=name, make=make, **settings))
        return make

    return add
