"""Types of the payloads of Herald's example topics, in the newest version.

Made by write-catalogue.ts of the topics in core/catalog/. Do not edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, TypedDict, Union

from .event import TypedEvent

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class LiveStatusUpdated(TypedDict):
    alid: str
    territory: str
    marketplace: str
    eventType: Literal["LiveStatusUpdated"]
    callbackUrl: str
    eventTimestamp: str


class OfferStatusUpdated(TypedDict):
    alid: str
    territory: str
    marketplace: str
    eventType: Literal["OfferStatusUpdated"]
    callbackUrl: str
    eventTimestamp: str


class AssetStatusUpdated(TypedDict):
    alid: str
    territory: str
    marketplace: str
    eventType: Literal["AssetStatusUpdated"]
    callbackUrl: str
    eventTimestamp: str


class DeliveryCompletedData(TypedDict):
    orderId: str
    deliveryId: NotRequired[str]
    returnId: NotRequired[str]
    refundId: NotRequired[str]


class DeliveryCompleted(TypedDict):
    idempotencyKey: str
    eventDescriptor: Literal["DELIVERY_COMPLETED"]
    resources: List[str]
    eventId: str
    apiVersion: Literal["1"]
    subscriptionId: Union[str, None]
    eventTime: str
    data: DeliveryCompletedData


class ReturnStartedData(TypedDict):
    orderId: str
    deliveryId: NotRequired[str]
    returnId: NotRequired[str]
    refundId: NotRequired[str]


class ReturnStarted(TypedDict):
    idempotencyKey: str
    eventDescriptor: Literal["RETURN_STARTED"]
    resources: List[str]
    eventId: str
    apiVersion: Literal["1"]
    subscriptionId: Union[str, None]
    eventTime: str
    data: ReturnStartedData


class ReturnCompletedData(TypedDict):
    orderId: str
    deliveryId: NotRequired[str]
    returnId: NotRequired[str]
    refundId: NotRequired[str]


class ReturnCompleted(TypedDict):
    idempotencyKey: str
    eventDescriptor: Literal["RETURN_COMPLETED"]
    resources: List[str]
    eventId: str
    apiVersion: Literal["1"]
    subscriptionId: Union[str, None]
    eventTime: str
    data: ReturnCompletedData


class RefundRequestedData(TypedDict):
    orderId: str
    deliveryId: NotRequired[str]
    returnId: NotRequired[str]
    refundId: NotRequired[str]


class RefundRequested(TypedDict):
    idempotencyKey: str
    eventDescriptor: Literal["REFUND_REQUESTED"]
    resources: List[str]
    eventId: str
    apiVersion: Literal["1"]
    subscriptionId: Union[str, None]
    eventTime: str
    data: RefundRequestedData


class TrackingDetailDetail(TypedDict):
    shippingPartyAccountId: str
    trackingId: str
    eventTime: str
    status: str
    alternateLegTrackingId: NotRequired[str]
    eventCode: str
    appId: str
    shipmentType: Literal["FORWARD", "REVERSE"]
    trackingDetailCodes: NotRequired[List[str]]
    version: int
    timeToLive: int
    promisedDeliveryDate: NotRequired[str]


TrackingDetail = TypedDict(
    "TrackingDetail",
    {
        "version": 'Literal["0"]',
        "id": 'str',
        "detail-type": 'Literal["Tracking Detail"]',
        "source": 'Literal["AmazonShipping"]',
        "account": 'str',
        "time": 'str',
        "region": 'str',
        "resources": 'List[str]',
        "detail": 'TrackingDetailDetail',
    },
)


class TargetDisabled(TypedDict):
    eventType: Literal["TargetDisabled"]
    targetId: str
    targetType: str
    status: Literal["DISABLED"]
    reason: NotRequired[str]
    since: str


class TargetRecovered(TypedDict):
    eventType: Literal["TargetRecovered"]
    targetId: str
    targetType: str
    status: Literal["ACTIVE"]
    reason: NotRequired[str]
    since: str


TargetFailingLastOutcome = TypedDict(
    "TargetFailingLastOutcome",
    {
        "class": 'NotRequired[Literal["DELIVERED", "CONFIG", "UNAUTHORIZED", "THROTTLED", "SERVER_ERROR", "TIMEOUT", "NETWORK", "NOT_HTTP", "MESSAGE_REJECTED", "MESSAGE_INVALID", "GONE", "NOT_ASSOCIATED"]]',
        "message": 'str',
        "httpStatus": 'NotRequired[int]',
        "advice": 'NotRequired[str]',
        "at": 'NotRequired[str]',
    },
)


class TargetFailing(TypedDict):
    eventType: Literal["TargetFailing"]
    targetId: str
    targetType: str
    status: Literal["ACTIVE"]
    reason: NotRequired[str]
    since: str
    failures: NotRequired[int]
    lastOutcome: NotRequired[TargetFailingLastOutcome]


TargetPausedLastOutcome = TypedDict(
    "TargetPausedLastOutcome",
    {
        "class": 'NotRequired[Literal["DELIVERED", "CONFIG", "UNAUTHORIZED", "THROTTLED", "SERVER_ERROR", "TIMEOUT", "NETWORK", "NOT_HTTP", "MESSAGE_REJECTED", "MESSAGE_INVALID", "GONE", "NOT_ASSOCIATED"]]',
        "message": 'str',
        "httpStatus": 'NotRequired[int]',
        "advice": 'NotRequired[str]',
        "at": 'NotRequired[str]',
    },
)


class TargetPaused(TypedDict):
    eventType: Literal["TargetPaused"]
    targetId: str
    targetType: str
    status: Literal["ACTIVE"]
    reason: NotRequired[str]
    since: str
    failures: NotRequired[int]
    lastOutcome: NotRequired[TargetPausedLastOutcome]
    nextProbeAt: NotRequired[str]


class TargetResumed(TypedDict):
    eventType: Literal["TargetResumed"]
    targetId: str
    targetType: str
    status: Literal["ACTIVE"]
    reason: NotRequired[str]
    since: str


DeliveryExhaustedLastOutcome = TypedDict(
    "DeliveryExhaustedLastOutcome",
    {
        "class": 'NotRequired[Literal["DELIVERED", "CONFIG", "UNAUTHORIZED", "THROTTLED", "SERVER_ERROR", "TIMEOUT", "NETWORK", "NOT_HTTP", "MESSAGE_REJECTED", "MESSAGE_INVALID", "GONE", "NOT_ASSOCIATED"]]',
        "message": 'str',
        "httpStatus": 'NotRequired[int]',
        "advice": 'NotRequired[str]',
        "at": 'NotRequired[str]',
    },
)


class DeliveryExhausted(TypedDict):
    eventType: Literal["DeliveryExhausted"]
    targetId: str
    targetType: str
    status: Literal["ACTIVE"]
    reason: NotRequired[str]
    since: str
    eventId: NotRequired[str]
    lastOutcome: NotRequired[DeliveryExhaustedLastOutcome]

#: An event of the example topics. Its type and form decide what data is.
ExampleEvent = Union[
    TypedEvent[Literal["LiveStatusUpdated"], Literal["native", "cloudevents", "eventbridge"], LiveStatusUpdated],
    TypedEvent[Literal["OfferStatusUpdated"], Literal["native", "cloudevents", "eventbridge"], OfferStatusUpdated],
    TypedEvent[Literal["AssetStatusUpdated"], Literal["native", "cloudevents", "eventbridge"], AssetStatusUpdated],
    TypedEvent[Literal["DELIVERY_COMPLETED"], Literal["native", "eventbridge"], DeliveryCompleted],
    TypedEvent[Literal["DELIVERY_COMPLETED"], Literal["cloudevents"], DeliveryCompletedData],
    TypedEvent[Literal["RETURN_STARTED"], Literal["native", "eventbridge"], ReturnStarted],
    TypedEvent[Literal["RETURN_STARTED"], Literal["cloudevents"], ReturnStartedData],
    TypedEvent[Literal["RETURN_COMPLETED"], Literal["native", "eventbridge"], ReturnCompleted],
    TypedEvent[Literal["RETURN_COMPLETED"], Literal["cloudevents"], ReturnCompletedData],
    TypedEvent[Literal["REFUND_REQUESTED"], Literal["native", "eventbridge"], RefundRequested],
    TypedEvent[Literal["REFUND_REQUESTED"], Literal["cloudevents"], RefundRequestedData],
    TypedEvent[Literal["TrackingDetail", "Tracking Detail"], Literal["native"], TrackingDetail],
    TypedEvent[Literal["TrackingDetail", "Tracking Detail"], Literal["cloudevents", "eventbridge"], TrackingDetailDetail],
    TypedEvent[Literal["TargetDisabled"], Literal["native", "cloudevents", "eventbridge"], TargetDisabled],
    TypedEvent[Literal["TargetRecovered"], Literal["native", "cloudevents", "eventbridge"], TargetRecovered],
    TypedEvent[Literal["TargetFailing"], Literal["native", "cloudevents", "eventbridge"], TargetFailing],
    TypedEvent[Literal["TargetPaused"], Literal["native", "cloudevents", "eventbridge"], TargetPaused],
    TypedEvent[Literal["TargetResumed"], Literal["native", "cloudevents", "eventbridge"], TargetResumed],
    TypedEvent[Literal["DeliveryExhausted"], Literal["native", "cloudevents", "eventbridge"], DeliveryExhausted],
]
