// What comes beside the body (docs/receiving.md).
const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });

const trace = {
  traceparent: text("The publisher's trace, if there was one (W3C Trace Context)"),
  tracestate: text("The publisher's trace, if there was one (W3C Trace Context)"),
};

/** The headers of a webhook. The target's authentication decides which of the optional ones it gets. */
export const webhookHeaders = {
  type: 'object',
  required: ['Content-Type', 'User-Agent', 'webhook-id', 'webhook-timestamp'],
  properties: {
    'Content-Type': text('`application/json`, or `application/cloudevents+json; charset=UTF-8`'),
    'User-Agent': text('`Herald/<version>`'),
    'webhook-id': text('The event id: the same on every attempt'),
    'webhook-timestamp': text('When this attempt was sent, seconds since the epoch', { pattern: '^[0-9]+$' }),
    'webhook-signature': text(
      'With `hmac` or `signature`: Standard Webhooks 1.0, `v1,<base64>`, several in a rotation',
    ),
    'X-Signature': text('With `hmac` or `signature`: hex HMAC of the body; `hmacHeader` is its name'),
    Authorization: text('With `bearer`, `basic` or `oauth`'),
    'X-API-Key': text('With `apiKey`; `apiKeyHeader` is its name'),
    ...trace,
  },
};

/** The message attributes on SQS and SNS. */
export const messageAttributes = {
  type: 'object',
  required: ['eventId', 'eventType', 'topic'],
  properties: {
    eventId: text('The event id: the same on every attempt'),
    eventType: text('The event type'),
    topic: text('The topic'),
    ...trace,
  },
};
