"""Handles each event once, although Herald sends it at least once."""

import inspect
import threading
import time
from typing import Callable, Literal, Protocol

Claim = Literal["NEW", "CLAIMED", "DONE"]
"""NEW: this caller has it now. CLAIMED: another caller handles it at this moment. DONE: it was handled."""

_CLAIM_SECONDS = 60
"""Longer than a handler may take: Herald waits for an answer for 10 seconds."""
_KEEP_SECONDS = 31 * 24 * 3600
"""Longer than Herald retries, and than it keeps parked deliveries."""


class IdStore(Protocol):
    """Remembers event ids. Use a table that all instances of your service share.

    A claim that is neither kept nor released must end by itself: its holder has crashed, and the event comes
    again.
    """

    def claim(self, id: str, seconds: float) -> Claim:
        """Claims an id, unless it is claimed or done."""

    def keep(self, id: str, seconds: float) -> None:
        """Marks the id as done."""

    def release(self, id: str) -> None:
        """Ends the claim."""


class MemoryIds:
    """An `IdStore` of this process and its threads: enough for one instance, or for tests."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock`: seconds since the epoch."""
        self._clock = clock
        self._entries: dict[str, tuple[Claim, float]] = {}
        self._lock = threading.Lock()

    def claim(self, id: str, seconds: float) -> Claim:
        with self._lock:
            now = self._clock()
            for known in [known for known, (_, end) in self._entries.items() if end <= now]:
                del self._entries[known]
            if id in self._entries:
                return self._entries[id][0]
            self._entries[id] = ("CLAIMED", now + seconds)
            return "NEW"

    def keep(self, id: str, seconds: float) -> None:
        with self._lock:
            self._entries[id] = ("DONE", self._clock() + seconds)

    def release(self, id: str) -> None:
        with self._lock:
            self._entries.pop(id, None)


class BusyError(Exception):
    """The event is being handled at this moment: let it come again later."""


def once(id: str, ids: IdStore, handle: Callable[[], object]) -> bool:
    """Calls `handle` unless the event was handled before.

    If `handle` fails or the process crashes, the next attempt calls it again. Returns whether it was called.
    Raises BusyError if another call handles the event at this moment, and whatever `handle` raises.
    """
    claim = ids.claim(id, _CLAIM_SECONDS)
    if claim == "DONE":
        return False
    if claim == "CLAIMED":
        raise BusyError(f"event {id} is being handled at this moment")
    try:
        call(handle)
    except BaseException:
        ids.release(id)
        raise
    ids.keep(id, _KEEP_SECONDS)
    return True


def call(handle: Callable[[], object]) -> None:
    """Raises TypeError if `handle` is async: nobody would await it, and the event would be lost."""
    result = handle()
    if not inspect.isawaitable(result):
        return
    if inspect.iscoroutine(result):
        result.close()
    raise TypeError("the handler is async: only herald.fastapi takes async handlers")
