// Puts events into calls of POST /events, by count and by size (docs/publishing.md).
import type { PublishableEvent } from './publish.ts';

/** The most that a call may have. */
export const maxEvents = 25;
/**
 * The API refuses bodies of more than 5,000,000 bytes, and Lambda those of about 6 MB, where each quotation
 * mark of the body counts twice. The size with these escapes is never less than that of the body.
 */
export const maxBytes = 5_000_000;
/** `{"events":[]}`, and room for the commas */
const frameBytes = 100;

/** An event as it is sent, at every try. */
export type Prepared = {
  /** Its position among the events of the caller */
  readonly index: number;
  readonly eventId: string;
  /** Whether the client made the id, so that nobody can have published it before */
  readonly isOwnId: boolean;
  readonly json: string;
};

/** An event that cannot be sent at all. */
export type Unsendable = { readonly index: number; readonly eventId: string; readonly message: string };

/**
 * @param events read only as fast as calls are made
 * @returns groups of at most `maxEvents` in the given order; what cannot be sent has a group of its own
 */
export async function* chunksOf(
  events: Iterable<PublishableEvent> | AsyncIterable<PublishableEvent>,
): AsyncGenerator<Prepared[] | Unsendable> {
  let chunk: Prepared[] = [];
  let bytes = frameBytes;
  let index = 0;
  for await (const event of events) {
    const prepared = prepare(event, index);
    index += 1;
    const size = 'message' in prepared ? 0 : escapedBytes(prepared.json);
    const isFull = chunk.length === maxEvents || bytes + size > maxBytes;
    if (chunk.length > 0 && (isFull || 'message' in prepared)) {
      yield chunk;
      chunk = [];
      bytes = frameBytes;
    }
    if ('message' in prepared) yield prepared;
    else if (frameBytes + size > maxBytes)
      yield {
        ...prepared,
        message: `the event has ${size} bytes, and a call at most ${maxBytes - frameBytes}`,
      };
    else {
      chunk.push(prepared);
      bytes += size;
    }
  }
  if (chunk.length > 0) yield chunk;
}

function prepare(event: PublishableEvent, index: number): Prepared | Unsendable {
  const isOwnId = event?.eventId === undefined;
  const eventId = isOwnId ? crypto.randomUUID() : event.eventId;
  try {
    return { index, eventId, isOwnId, json: JSON.stringify({ ...event, eventId }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { index, eventId, message: `the event cannot be written as JSON: ${reason}` };
  }
}

const encoder = new TextEncoder();
const escapedBytes = (json: string): number => encoder.encode(JSON.stringify(json)).length;
