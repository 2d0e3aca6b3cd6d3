"""Messages of SNS, signed with a certificate of the test as SNS signs them."""

from __future__ import annotations

import base64
import datetime
from typing import Any, Dict, List

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding

from herald import NotificationError, SignatureError
from herald.sns import receive_sns

TOPIC = "arn:aws:sns:eu-west-1:222222222222:orders"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
SINCE = datetime.datetime(2026, 1, 1)
CERTIFICATE = (
    x509.CertificateBuilder(NAME, NAME, KEY.public_key(), 1, SINCE, SINCE + datetime.timedelta(days=1))
    .sign(KEY, hashes.SHA256())
    .public_bytes(Encoding.PEM)
)


def message(**changes: str) -> Dict[str, Any]:
    fields = {
        "Type": "Notification",
        "MessageId": "message-1",
        "TopicArn": TOPIC,
        "Message": '{"eventType":"A"}',
        "Timestamp": "2026-01-01T00:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/certificate.pem",
        **changes,
    }
    confirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    notification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    names = notification if fields["Type"] == "Notification" else confirmation
    text = "".join(f"{name}\n{fields[name]}\n" for name in names if name in fields)
    digest = hashes.SHA1() if fields["SignatureVersion"] == "1" else hashes.SHA256()
    signature = KEY.sign(text.encode(), PKCS1v15(), digest)
    return {**fields, "Signature": base64.b64encode(signature).decode()}


class Sns:
    """Answers requests for the certificate; notes all others."""

    def __init__(self) -> None:
        self.called: List[str] = []

    def fetch(self, url: str) -> bytes:
        if url.endswith(".pem"):
            return CERTIFICATE
        self.called.append(url)
        return b"confirmed"


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_message_is_authentic(version: str) -> None:
    sent = message(SignatureVersion=version, Subject="hello")

    assert receive_sns(sent, TOPIC, fetch=Sns().fetch) is sent


@pytest.mark.parametrize(
    "change",
    [{"Message": "{}"}, {"Timestamp": "2026-01-02"}, {"Signature": "AAAA"}, {"Signature": "no base64!"}],
)
def test_a_changed_message_is_refused(change: Dict[str, str]) -> None:
    with pytest.raises(SignatureError, match="the signature of SNS does not fit"):
        receive_sns({**message(), **change}, TOPIC, fetch=Sns().fetch)


def test_a_subscription_is_confirmed() -> None:
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    sns = Sns()
    sent = message(Type="SubscriptionConfirmation", SubscribeURL=url, Token="1")

    assert receive_sns(sent, TOPIC, fetch=sns.fetch) is None
    assert sns.called == [url]


OTHER_ADDRESSES = [
    "http://sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com.example.com/a.pem",
    "https://example.com/sns.eu-west-1.amazonaws.com/a.pem",
    "https://user@sns.eu-west-1.amazonaws.com/a.pem",
    "https://example.com#@sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
    "https://s3.eu-west-1.amazonaws.com/a.pem",
    "https://169.254.169.254/a.pem",
    "https://exam\nple.com\\@sns.eu-west-1.amazonaws.com/a.pem",
    "",
]


@pytest.mark.parametrize("url", OTHER_ADDRESSES)
def test_no_other_address_is_called(url: str) -> None:
    sns = Sns()

    with pytest.raises(SignatureError, match="an address that is not of SNS"):
        receive_sns(message(SigningCertURL=url), TOPIC, fetch=sns.fetch)
    confirmation = message(Type="SubscriptionConfirmation", SubscribeURL=url, Token="1")
    with pytest.raises(SignatureError, match="an address that is not of SNS"):
        receive_sns(confirmation, TOPIC, fetch=sns.fetch)
    assert sns.called == []


def test_other_topics_types_and_versions_are_refused() -> None:
    fetch = Sns().fetch

    with pytest.raises(NotificationError, match="expected a message of"):
        receive_sns(message(TopicArn="arn:aws:sns:eu-west-1:333333333333:orders"), TOPIC, fetch=fetch)
    with pytest.raises(NotificationError, match='unknown Type "Other"'):
        receive_sns(message(Type="Other"), TOPIC, fetch=fetch)
    with pytest.raises(SignatureError, match="unknown SignatureVersion"):
        receive_sns({**message(), "SignatureVersion": "3"}, TOPIC, fetch=fetch)
