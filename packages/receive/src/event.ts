// One form of event for all ways in which a notification arrives.
import { bytesOf, type HeadersLike, headerOf, type RawBody } from './signature.ts';

/** What arrives for an event type, in each form (`GET /topics`). */
export type Forms = { native: unknown; cloudevents: unknown; eventbridge: unknown };
/** The payloads of event types, by their names. `ExampleCatalogue` has those of the example topics. */
export type Catalogue = Readonly<Record<string, Forms>>;

/**
 * A notification. `type` decides what `data` is, for the types of a catalogue: narrow by `type` and `form`.
 */
export type HeraldEvent<C extends Catalogue = Catalogue> = {
  [Type in keyof C & string]: {
    [Form in keyof Forms]: {
      /** The event id, the same on every attempt and for every target. */
      id: string;
      type: Type;
      /** The form in which it arrived. `data` of a CloudEvent is the content without the topic's envelope. */
      form: Form;
      data: C[Type][Form];
      /** Of the publisher (W3C Trace Context). */
      traceparent?: string;
    };
  }[keyof Forms];
}[keyof C & string];

/** The notification is not one of Herald's: a field is missing. */
export class NotificationError extends Error {
  override readonly name = 'NotificationError';
}

/**
 * Parses the request of a webhook. Verify it first.
 * @throws NotificationError if the body is not a notification
 */
export function fromWebhook<C extends Catalogue = Catalogue>(
  headers: HeadersLike,
  body: RawBody,
): HeraldEvent<C> {
  const text = new TextDecoder().decode(bytesOf(body));
  const id = headerOf(headers, 'webhook-id');
  const isCloudEvent = headerOf(headers, 'content-type')?.startsWith('application/cloudevents+json');
  return eventOf<C>(text, { id, traceparent: headerOf(headers, 'traceparent') }, isCloudEvent);
}

/** A message of a queue, as Lambda or the SDK gives it. */
export type SqsMessage = {
  readonly body?: string | undefined;
  readonly Body?: string | undefined;
  readonly messageAttributes?: Readonly<Record<string, { stringValue?: string | undefined }>> | undefined;
  readonly MessageAttributes?: Readonly<Record<string, { StringValue?: string | undefined }>> | undefined;
};

/**
 * Parses a message of a queue: one that Herald sent, or that came from its topic or bus.
 * @throws NotificationError if the message is not a notification
 */
export function fromSqs<C extends Catalogue = Catalogue>(message: SqsMessage): HeraldEvent<C> {
  const text = message.body ?? message.Body ?? '';
  const attribute = (name: string) =>
    message.messageAttributes?.[name]?.stringValue ?? message.MessageAttributes?.[name]?.StringValue;
  const id = attribute('eventId');
  if (id !== undefined)
    return eventOf<C>(text, { id, type: attribute('eventType'), traceparent: attribute('traceparent') });
  // A queue behind a topic or a bus has their envelope in the body.
  const value = jsonOf(text);
  if (isSnsMessage(value)) return fromSns<C>(value);
  if (isBusEvent(value)) return fromEventBridge<C>(value);
  throw new NotificationError('the message has no attribute eventId: it is not a notification of Herald');
}

/** What SNS sends over HTTPS, to a queue, or to Lambda (Amazon SNS Developer Guide, "JSON formats"). */
export type SnsMessage = {
  readonly Type?: string | undefined;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { Value?: string | undefined }>> | undefined;
};

/** @throws NotificationError if the message is not a notification */
export function fromSns<C extends Catalogue = Catalogue>(message: SnsMessage): HeraldEvent<C> {
  const attribute = (name: string) => message.MessageAttributes?.[name]?.Value;
  const id = attribute('eventId');
  return eventOf<C>(message.Message, {
    id,
    type: attribute('eventType'),
    traceparent: attribute('traceparent'),
  });
}

/** An event of a bus, as a rule gives it to its target. */
export type BusEvent = {
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly resources?: readonly string[] | undefined;
};

const urn = 'urn:herald:event:';

/** @throws NotificationError if no resource names an event of Herald */
export function fromEventBridge<C extends Catalogue = Catalogue>(event: BusEvent): HeraldEvent<C> {
  const id = event.resources?.find(resource => resource.startsWith(urn))?.slice(urn.length);
  if (isCloudEvent(event.detail)) return ofCloudEvent<C>(event.detail);
  return made<C>({ id, type: event['detail-type'], form: 'eventbridge', data: event.detail });
}

type Known = { id: string | undefined; type?: string | undefined; traceparent?: string | undefined };

function eventOf<C extends Catalogue>(text: string, known: Known, isStructured = false): HeraldEvent<C> {
  const value = jsonOf(text);
  const trace = known.traceparent === undefined ? {} : { traceparent: known.traceparent };
  if (isStructured || isCloudEvent(value)) return ofCloudEvent<C>(value, trace);
  const type = known.type ?? typeIn(value);
  return made<C>({ id: known.id, type, form: 'native', data: value, ...trace });
}

function ofCloudEvent<C extends Catalogue>(
  value: unknown,
  trace: { traceparent?: string } = {},
): HeraldEvent<C> {
  const { id, type, data }: { id?: unknown; type?: unknown; data?: unknown } = Object(value);
  return made<C>({
    id: typeof id === 'string' ? id : undefined,
    type: typeof type === 'string' ? type : undefined,
    form: 'cloudevents',
    data,
    ...trace,
  });
}

/** A webhook has the type in its payload: each topic in its own field. */
function typeIn(value: unknown): string | undefined {
  const fields = Object(value);
  const found = ['eventType', 'eventDescriptor', 'detail-type'].map(name => fields[name]);
  return found.find(one => typeof one === 'string');
}

function made<C extends Catalogue>(event: {
  id: string | undefined;
  type: string | undefined;
  form: keyof Forms;
  data: unknown;
  traceparent?: string;
}): HeraldEvent<C> {
  if (event.id === undefined || event.id === '')
    throw new NotificationError('it has no event id: it is not a notification of Herald');
  if (event.type === undefined) throw new NotificationError('it does not name its event type');
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the catalogue is a type only
  return event as HeraldEvent<C>;
}

const isCloudEvent = (value: unknown): boolean => typeof Object(value).specversion === 'string';
const isSnsMessage = (value: unknown): value is SnsMessage => typeof Object(value).Message === 'string';
const isBusEvent = (value: unknown): value is BusEvent => typeof Object(value)['detail-type'] === 'string';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotificationError('the body is not JSON');
  }
}
