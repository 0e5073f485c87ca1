"""What tests ask the platform to do wrong."""

import threading
from dataclasses import dataclass, field


def set_event() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class Troubles:
    # Instance types that nobody can have just now.
    exhausted: set[str] = field(default_factory=set)
    # How many instances of a type an account may have; without an entry, any number.
    quota: dict[str, int] = field(default_factory=dict)
    # Endpoints whose next instances fail, and what SageMaker says then.
    failing: dict[str, str] = field(default_factory=dict)
    # Endpoints whose next update is put back without a word.
    rolled_back: set[str] = field(default_factory=set)
    # Endpoints whose next change sets an alarm off, if it watches any.
    alarmed: set[str] = field(default_factory=set)
    # Seconds in which SageMaker does not know a new role yet.
    role_delay: float = 0.1
    # Seconds that every transition takes.
    delay: float = 0.02
    # Not set, no transition comes to its end.
    released: threading.Event = field(default_factory=set_event)
