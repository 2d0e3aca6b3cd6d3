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
  /** Its part of the size of a call */
  readonly bytes: number;
};

/** An event that cannot be sent at all. */
export type Unsendable = { readonly index: number; readonly eventId: string; readonly message: string };

/**
 * @param events read only as fast as calls are made
 * @returns groups of at most `maxEvents` in the given order; what cannot be sent has a group of its own
 * @throws what reading `events` throws, after all that was read
 */
export async function* chunksOf(
  events: Iterable<PublishableEvent> | AsyncIterable<PublishableEvent>,
): AsyncGenerator<Prepared[] | Unsendable> {
  let chunk: Prepared[] = [];
  let bytes = frameBytes;
  let index = 0;
  try {
    for await (const event of events) {
      const prepared = prepare(event, index);
      index += 1;
      const isFull = 'message' in prepared || chunk.length === maxEvents || bytes + prepared.bytes > maxBytes;
      if (isFull && chunk.length > 0) {
        yield chunk;
        chunk = [];
        bytes = frameBytes;
      }
      if ('message' in prepared) yield prepared;
      else {
        chunk.push(prepared);
        bytes += prepared.bytes;
      }
    }
  } catch (reason) {
    if (chunk.length > 0) yield chunk;
    throw reason;
  }
  if (chunk.length > 0) yield chunk;
}

function prepare(event: PublishableEvent, index: number): Prepared | Unsendable {
  const isOwnId = event?.eventId === undefined;
  const eventId = isOwnId ? crypto.randomUUID() : event.eventId;
  try {
    const json = JSON.stringify({ ...event, eventId });
    const bytes = escapedBytes(json);
    if (bytes + frameBytes <= maxBytes) return { index, eventId, isOwnId, json, bytes };
    return { index, eventId, message: `the event has ${bytes} bytes, and a call at most ${maxBytes}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { index, eventId, message: `the event cannot be written as JSON: ${reason}` };
  }
}

const encoder = new TextEncoder();
const escapedBytes = (json: string): number => encoder.encode(JSON.stringify(json)).length;
