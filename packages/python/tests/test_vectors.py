"""The published vectors, as the installed package has them."""

import base64
import json
from importlib.resources import files
from typing import Any

import pytest
from signing import BODY, SECRET, signed
from starlette.datastructures import Headers

from herald import SignatureError, verify, verify_named


def vectors_in(name: str) -> list[Any]:
    text = files("herald").joinpath("vectors").joinpath(name).read_text(encoding="utf-8")
    vectors = json.loads(text)["vectors"]
    assert vectors
    return [pytest.param(one, id=one["name"]) for one in vectors]


def body_of(vector: dict[str, Any]) -> Any:
    return vector["body"] if "body" in vector else base64.b64decode(vector["bodyBase64"])


def result_of(vector: dict[str, Any], headers: Any) -> str:
    tolerance = vector.get("toleranceSeconds", 300)
    try:
        verified = verify(headers, body_of(vector), vector["secrets"], tolerance, lambda: vector["now"])
    except SignatureError as error:
        shown = [*vector["secrets"], vector["headers"].get("webhook-signature", "")[3:]]
        assert not [one for one in shown if one and one in str(error)]
        return error.fault
    assert verified.id == Headers(vector["headers"])["webhook-id"]
    return "valid"


@pytest.mark.parametrize("vector", vectors_in("signatures.json"))
def test_signature(vector: dict[str, Any]) -> None:
    assert result_of(vector, vector["headers"]) == vector["result"]
    assert result_of(vector, Headers(vector["headers"])) == vector["result"]


@pytest.mark.parametrize("vector", vectors_in("named-headers.json"))
def test_named_header(vector: dict[str, Any]) -> None:
    arguments = (vector["headers"], body_of(vector), vector["secrets"], vector["header"], vector["algorithm"])
    if vector["result"] == "valid":
        verify_named(*arguments)
        return
    with pytest.raises(SignatureError) as refused:
        verify_named(*arguments)
    assert refused.value.fault == vector["result"]


@pytest.mark.parametrize("timestamp", ["1767225600\n", "\u0661\u0662", "1_0", " 1", ""])
def test_a_timestamp_that_int_would_read_is_refused(timestamp: str) -> None:
    headers = {"webhook-id": "a", "webhook-timestamp": timestamp, "webhook-signature": "v1,AA=="}

    with pytest.raises(SignatureError, match="webhook-timestamp"):
        verify(headers, b"", "secret")


@pytest.mark.parametrize("secret", ["", [], ["a", ""], "whsec_", None])
def test_an_empty_secret_is_refused(secret: Any) -> None:
    headers = {"webhook-id": "a", "webhook-timestamp": "10", "webhook-signature": "v1,AA=="}

    with pytest.raises(SignatureError) as refused:
        verify(headers, b"", secret, clock=lambda: 10)
    assert refused.value.fault == "malformed-secret"


def test_a_signature_of_another_version_does_not_verify() -> None:
    headers = signed("event-1")
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v2,")

    with pytest.raises(SignatureError, match="no signature fits"):
        verify(headers, BODY, SECRET)


def test_several_values_of_a_header_are_joined() -> None:
    headers: dict[str, Any] = {**signed("a, b"), "webhook-id": ["a", "b"]}

    assert verify(headers, BODY, SECRET).id == "a, b"
