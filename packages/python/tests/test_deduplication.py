from threading import Event, Thread

import pytest

from herald import BusyError, MemoryIds, once


def test_an_event_that_comes_again_is_not_handled_again() -> None:
    ids = MemoryIds()
    handled: list[str] = []

    assert once("event-1", ids, lambda: handled.append("first"))
    assert not once("event-1", ids, lambda: handled.append("second"))
    assert once("event-2", ids, lambda: handled.append("third"))
    assert handled == ["first", "third"]


def test_an_event_that_was_not_handled_is_handled_by_the_next_attempt() -> None:
    ids = MemoryIds()

    def fail() -> None:
        raise ConnectionError("the database is down")

    with pytest.raises(ConnectionError, match="the database is down"):
        once("event-1", ids, fail)
    assert once("event-1", ids, lambda: None)


def test_two_attempts_at_once_one_handles_the_event_and_the_other_one_comes_again_later() -> None:
    ids = MemoryIds()
    begun, ended = Event(), Event()

    def handle() -> None:
        begun.set()
        assert ended.wait(20)

    first = Thread(target=once, args=("event-1", ids, handle))
    first.start()
    assert begun.wait(20)
    with pytest.raises(BusyError):
        once("event-1", ids, lambda: None)
    ended.set()
    first.join()
    assert not once("event-1", ids, lambda: None)


def test_the_claim_of_a_crash_ends_after_a_minute_and_an_event_is_kept_for_31_days() -> None:
    now = 0.0
    ids = MemoryIds(lambda: now)
    ids.claim("crashed", 60)
    once("handled", ids, lambda: None)

    now = 59.999
    assert ids.claim("crashed", 60) == "CLAIMED"
    now = 60
    assert once("crashed", ids, lambda: None)
    now = 31 * 24 * 3600 - 0.001
    assert ids.claim("handled", 60) == "DONE"
    now = 31 * 24 * 3600
    assert ids.claim("handled", 60) == "NEW"


def test_an_async_handler_is_an_error_because_nobody_awaits_it() -> None:
    ids = MemoryIds()

    async def handle() -> None:
        raise AssertionError("not awaited")

    with pytest.raises(TypeError, match="the handler is async"):
        once("event-1", ids, handle)
    assert once("event-1", ids, lambda: None)
