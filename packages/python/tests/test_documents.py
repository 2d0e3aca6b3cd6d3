"""The Python blocks of the documents run, as printed."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from signing import BODY, SECRET, signed

PACKAGE = Path(__file__).parent.parent
GUIDE = PACKAGE.parent.parent / "docs" / "clients" / "python.md"


def blocks_of(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def names_of(page: Path) -> dict[str, Any]:
    """Runs the blocks of a page as one program. Returns the names that it defines."""
    names: dict[str, Any] = {}
    exec(compile("\n".join(blocks_of(page)), page.name, "exec"), names)
    return names


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", SECRET)


@pytest.mark.parametrize("page", [PACKAGE / "README.md", GUIDE], ids=["README", "guide"])
def test_the_receiver_takes_a_request_of_herald_and_refuses_a_changed_one(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = TestClient(names_of(page)["app"])

    assert client.post("/hook", headers=signed("event-1"), content=BODY).status_code == 204
    assert "event-1" in capsys.readouterr().out
    changed = BODY.replace(b"alid", b"alod")
    assert client.post("/hook", headers=signed("event-2"), content=changed).status_code == 401
    assert capsys.readouterr().out == ""


def test_the_receiver_of_the_readme_has_five_lines() -> None:
    [block] = blocks_of(PACKAGE / "README.md")

    assert len([line for line in block.splitlines() if line]) == 5


def test_the_other_functions_of_the_guide_handle_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    names = names_of(GUIDE)
    attributes = {"eventId": {"stringValue": "event-3"}, "eventType": {"stringValue": "A"}}
    message = {"messageId": "1", "body": "{}", "messageAttributes": attributes}
    bus_event = {"detail-type": "A", "resources": ["urn:herald:event:event-4"], "detail": {}}

    assert names["handle"](signed("event-5"), BODY) == "event-5"
    assert names["from_queue"]({"Records": [message]}, None) == {"batchItemFailures": []}
    names["on_message"](message)
    names["on_message"](message)
    names["on_bus_event"](bus_event)
    printed = capsys.readouterr().out
    assert printed.count("event-3") == 2
    assert printed.count("event-4") == 1
