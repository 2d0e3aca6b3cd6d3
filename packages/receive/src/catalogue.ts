// Made by write-catalogue.ts of the topics in core/catalog/. Do not edit it.

/** The payloads of Herald's example topics, in the newest version. */
export type ExampleCatalogue = {
  LiveStatusUpdated: {
    native: LiveStatusUpdatedNative;
    cloudevents: LiveStatusUpdatedCloudevents['data'];
    eventbridge: LiveStatusUpdatedEventbridge;
  };
  OfferStatusUpdated: {
    native: OfferStatusUpdatedNative;
    cloudevents: OfferStatusUpdatedCloudevents['data'];
    eventbridge: OfferStatusUpdatedEventbridge;
  };
  AssetStatusUpdated: {
    native: AssetStatusUpdatedNative;
    cloudevents: AssetStatusUpdatedCloudevents['data'];
    eventbridge: AssetStatusUpdatedEventbridge;
  };
  DELIVERY_COMPLETED: {
    native: DeliveryCompletedNative;
    cloudevents: DeliveryCompletedCloudevents['data'];
    eventbridge: DeliveryCompletedEventbridge;
  };
  RETURN_STARTED: {
    native: ReturnStartedNative;
    cloudevents: ReturnStartedCloudevents['data'];
    eventbridge: ReturnStartedEventbridge;
  };
  RETURN_COMPLETED: {
    native: ReturnCompletedNative;
    cloudevents: ReturnCompletedCloudevents['data'];
    eventbridge: ReturnCompletedEventbridge;
  };
  REFUND_REQUESTED: {
    native: RefundRequestedNative;
    cloudevents: RefundRequestedCloudevents['data'];
    eventbridge: RefundRequestedEventbridge;
  };
  TrackingDetail: {
    native: TrackingDetailNative;
    cloudevents: TrackingDetailCloudevents['data'];
    eventbridge: TrackingDetailEventbridge;
  };
  "Tracking Detail": {
    native: TrackingDetailNative;
    cloudevents: TrackingDetailCloudevents['data'];
    eventbridge: TrackingDetailEventbridge;
  };
  TargetDisabled: {
    native: TargetDisabledNative;
    cloudevents: TargetDisabledCloudevents['data'];
    eventbridge: TargetDisabledEventbridge;
  };
  TargetRecovered: {
    native: TargetRecoveredNative;
    cloudevents: TargetRecoveredCloudevents['data'];
    eventbridge: TargetRecoveredEventbridge;
  };
  TargetFailing: {
    native: TargetFailingNative;
    cloudevents: TargetFailingCloudevents['data'];
    eventbridge: TargetFailingEventbridge;
  };
  TargetPaused: {
    native: TargetPausedNative;
    cloudevents: TargetPausedCloudevents['data'];
    eventbridge: TargetPausedEventbridge;
  };
  TargetResumed: {
    native: TargetResumedNative;
    cloudevents: TargetResumedCloudevents['data'];
    eventbridge: TargetResumedEventbridge;
  };
  DeliveryExhausted: {
    native: DeliveryExhaustedNative;
    cloudevents: DeliveryExhaustedCloudevents['data'];
    eventbridge: DeliveryExhaustedEventbridge;
  };
};

export type LiveStatusUpdatedNative = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "LiveStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type LiveStatusUpdatedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.offer-status";
  type: "LiveStatusUpdated";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The partner's id of the listing */
    alid: string;
    /** Where the listing is offered */
    territory: string;
    /** The marketplace of the listing */
    marketplace: string;
    eventType: "LiveStatusUpdated";
    /** Where the current status can be read. Format: uri */
    callbackUrl: string;
    /** When it happened. Format: date-time */
    eventTimestamp: string;
  };
};

export type LiveStatusUpdatedEventbridge = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "LiveStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type OfferStatusUpdatedNative = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "OfferStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type OfferStatusUpdatedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.offer-status";
  type: "OfferStatusUpdated";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The partner's id of the listing */
    alid: string;
    /** Where the listing is offered */
    territory: string;
    /** The marketplace of the listing */
    marketplace: string;
    eventType: "OfferStatusUpdated";
    /** Where the current status can be read. Format: uri */
    callbackUrl: string;
    /** When it happened. Format: date-time */
    eventTimestamp: string;
  };
};

export type OfferStatusUpdatedEventbridge = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "OfferStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type AssetStatusUpdatedNative = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "AssetStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type AssetStatusUpdatedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.asset-status";
  type: "AssetStatusUpdated";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The partner's id of the listing */
    alid: string;
    /** Where the listing is offered */
    territory: string;
    /** The marketplace of the listing */
    marketplace: string;
    eventType: "AssetStatusUpdated";
    /** Where the current status can be read. Format: uri */
    callbackUrl: string;
    /** When it happened. Format: date-time */
    eventTimestamp: string;
  };
};

export type AssetStatusUpdatedEventbridge = {
  /** The partner's id of the listing */
  alid: string;
  /** Where the listing is offered */
  territory: string;
  /** The marketplace of the listing */
  marketplace: string;
  eventType: "AssetStatusUpdated";
  /** Where the current status can be read. Format: uri */
  callbackUrl: string;
  /** When it happened. Format: date-time */
  eventTimestamp: string;
};

export type DeliveryCompletedNative = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "DELIVERY_COMPLETED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type DeliveryCompletedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.orders";
  type: "DELIVERY_COMPLETED";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type DeliveryCompletedEventbridge = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "DELIVERY_COMPLETED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnStartedNative = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "RETURN_STARTED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnStartedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.orders";
  type: "RETURN_STARTED";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnStartedEventbridge = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "RETURN_STARTED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnCompletedNative = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "RETURN_COMPLETED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnCompletedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.orders";
  type: "RETURN_COMPLETED";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type ReturnCompletedEventbridge = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "RETURN_COMPLETED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type RefundRequestedNative = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "REFUND_REQUESTED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type RefundRequestedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.orders";
  type: "REFUND_REQUESTED";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type RefundRequestedEventbridge = {
  /** The event id: the same for every attempt and every subscription */
  idempotencyKey: string;
  eventDescriptor: "REFUND_REQUESTED";
  /** What the event is about, as `kind/id`, the order first */
  resources: Array<string>;
  eventId: string;
  /** The version of this envelope and of `data` */
  apiVersion: "1";
  /** The subscription; null in an event that is pulled */
  subscriptionId: string | null;
  /** When it happened. Format: date-time */
  eventTime: string;
  data: {
    /** The order */
    orderId: string;
    /** The delivery, if the event is about one */
    deliveryId?: string;
    /** The return, if the event is about one */
    returnId?: string;
    /** The refund, if the event is about one */
    refundId?: string;
  };
};

export type TrackingDetailNative = {
  version: "0";
  /** The event id */
  id: string;
  "detail-type": "Tracking Detail";
  source: "AmazonShipping";
  /** The AWS account of the platform */
  account: string;
  /** When the event was accepted. Format: date-time */
  time: string;
  region: string;
  resources: Array<string>;
  detail: {
    /** The account of the shipping party */
    shippingPartyAccountId: string;
    /** The tracking id of the container */
    trackingId: string;
    /** When it happened. Format: date-time */
    eventTime: string;
    /** High-level status of the shipment, e.g. InTransit */
    status: string;
    /** The carrier's reverse identifier of a package that is returned */
    alternateLegTrackingId?: string;
    /** The tracking event type, e.g. PickupDone */
    eventCode: string;
    /** The application that created the shipment */
    appId: string;
    /** The leg that the event is about */
    shipmentType: "FORWARD" | "REVERSE";
    /** Additional details of the status */
    trackingDetailCodes?: Array<string>;
    /** Version of the format of this detail */
    version: number;
    /** When the update expires, seconds since the epoch */
    timeToLive: number;
    /** When the package is expected to be delivered. Format: date-time */
    promisedDeliveryDate?: string;
  };
};

export type TrackingDetailCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "AmazonShipping";
  type: "TrackingDetail";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    /** The account of the shipping party */
    shippingPartyAccountId: string;
    /** The tracking id of the container */
    trackingId: string;
    /** When it happened. Format: date-time */
    eventTime: string;
    /** High-level status of the shipment, e.g. InTransit */
    status: string;
    /** The carrier's reverse identifier of a package that is returned */
    alternateLegTrackingId?: string;
    /** The tracking event type, e.g. PickupDone */
    eventCode: string;
    /** The application that created the shipment */
    appId: string;
    /** The leg that the event is about */
    shipmentType: "FORWARD" | "REVERSE";
    /** Additional details of the status */
    trackingDetailCodes?: Array<string>;
    /** Version of the format of this detail */
    version: number;
    /** When the update expires, seconds since the epoch */
    timeToLive: number;
    /** When the package is expected to be delivered. Format: date-time */
    promisedDeliveryDate?: string;
  };
};

export type TrackingDetailEventbridge = {
  /** The account of the shipping party */
  shippingPartyAccountId: string;
  /** The tracking id of the container */
  trackingId: string;
  /** When it happened. Format: date-time */
  eventTime: string;
  /** High-level status of the shipment, e.g. InTransit */
  status: string;
  /** The carrier's reverse identifier of a package that is returned */
  alternateLegTrackingId?: string;
  /** The tracking event type, e.g. PickupDone */
  eventCode: string;
  /** The application that created the shipment */
  appId: string;
  /** The leg that the event is about */
  shipmentType: "FORWARD" | "REVERSE";
  /** Additional details of the status */
  trackingDetailCodes?: Array<string>;
  /** Version of the format of this detail */
  version: number;
  /** When the update expires, seconds since the epoch */
  timeToLive: number;
  /** When the package is expected to be delivered. Format: date-time */
  promisedDeliveryDate?: string;
};

export type TargetDisabledNative = {
  eventType: "TargetDisabled";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "DISABLED";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type TargetDisabledCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "TargetDisabled";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "TargetDisabled";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "DISABLED";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
  };
};

export type TargetDisabledEventbridge = {
  eventType: "TargetDisabled";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "DISABLED";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type TargetRecoveredNative = {
  eventType: "TargetRecovered";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type TargetRecoveredCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "TargetRecovered";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "TargetRecovered";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "ACTIVE";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
  };
};

export type TargetRecoveredEventbridge = {
  eventType: "TargetRecovered";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type TargetFailingNative = {
  eventType: "TargetFailing";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** Failed attempts since the last success */
  failures?: number;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
};

export type TargetFailingCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "TargetFailing";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "TargetFailing";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "ACTIVE";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
    /** Failed attempts since the last success */
    failures?: number;
    /** What the last failed attempt saw, with advice */
    lastOutcome?: {
      /** Absent if an older release stored it */
      class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
      /** What happened */
      message: string;
      /** The status that a webhook answered */
      httpStatus?: number;
      /** What to check first */
      advice?: string;
      /** When, ISO 8601 */
      at?: string;
    };
  };
};

export type TargetFailingEventbridge = {
  eventType: "TargetFailing";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** Failed attempts since the last success */
  failures?: number;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
};

export type TargetPausedNative = {
  eventType: "TargetPaused";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** Failed attempts since the last success */
  failures?: number;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
  /** When the next delivery is tried. Format: date-time */
  nextProbeAt?: string;
};

export type TargetPausedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "TargetPaused";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "TargetPaused";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "ACTIVE";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
    /** Failed attempts since the last success */
    failures?: number;
    /** What the last failed attempt saw, with advice */
    lastOutcome?: {
      /** Absent if an older release stored it */
      class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
      /** What happened */
      message: string;
      /** The status that a webhook answered */
      httpStatus?: number;
      /** What to check first */
      advice?: string;
      /** When, ISO 8601 */
      at?: string;
    };
    /** When the next delivery is tried. Format: date-time */
    nextProbeAt?: string;
  };
};

export type TargetPausedEventbridge = {
  eventType: "TargetPaused";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** Failed attempts since the last success */
  failures?: number;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
  /** When the next delivery is tried. Format: date-time */
  nextProbeAt?: string;
};

export type TargetResumedNative = {
  eventType: "TargetResumed";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type TargetResumedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "TargetResumed";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "TargetResumed";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "ACTIVE";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
  };
};

export type TargetResumedEventbridge = {
  eventType: "TargetResumed";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
};

export type DeliveryExhaustedNative = {
  eventType: "DeliveryExhausted";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** The event whose delivery has used up its attempts */
  eventId?: string;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
};

export type DeliveryExhaustedCloudevents = {
  specversion: "1.0";
  /** The event id */
  id: string;
  source: "herald.target-health";
  type: "DeliveryExhausted";
  /** The thing that the event is about */
  subject: string;
  /** When it happened. Format: date-time */
  time: string;
  datacontenttype: "application/json";
  data: {
    eventType: "DeliveryExhausted";
    /** The target */
    targetId: string;
    /** The type of the target, e.g. WEBHOOK */
    targetType: string;
    status: "ACTIVE";
    /** Why the target is disabled */
    reason?: string;
    /** When the status changed, or when the announced state began. Format: date-time */
    since: string;
    /** The event whose delivery has used up its attempts */
    eventId?: string;
    /** What the last failed attempt saw, with advice */
    lastOutcome?: {
      /** Absent if an older release stored it */
      class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
      /** What happened */
      message: string;
      /** The status that a webhook answered */
      httpStatus?: number;
      /** What to check first */
      advice?: string;
      /** When, ISO 8601 */
      at?: string;
    };
  };
};

export type DeliveryExhaustedEventbridge = {
  eventType: "DeliveryExhausted";
  /** The target */
  targetId: string;
  /** The type of the target, e.g. WEBHOOK */
  targetType: string;
  status: "ACTIVE";
  /** Why the target is disabled */
  reason?: string;
  /** When the status changed, or when the announced state began. Format: date-time */
  since: string;
  /** The event whose delivery has used up its attempts */
  eventId?: string;
  /** What the last failed attempt saw, with advice */
  lastOutcome?: {
    /** Absent if an older release stored it */
    class?: "DELIVERED" | "CONFIG" | "UNAUTHORIZED" | "THROTTLED" | "SERVER_ERROR" | "TIMEOUT" | "NETWORK" | "NOT_HTTP" | "MESSAGE_REJECTED" | "MESSAGE_INVALID" | "GONE" | "NOT_ASSOCIATED";
    /** What happened */
    message: string;
    /** The status that a webhook answered */
    httpStatus?: number;
    /** What to check first */
    advice?: string;
    /** When, ISO 8601 */
    at?: string;
  };
};
