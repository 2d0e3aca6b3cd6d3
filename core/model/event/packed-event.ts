// The form in which an event is stored, and travels in a delivery task: its head as it is, its content
// compressed. Most events then take one write unit of DynamoDB (1 KB) instead of two
// (docs/decisions/0039-packed-events.md).
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as z from 'zod';
import { type Event, type EventKey, eventContentSchema, eventHeadSchema } from './event.ts';

export const packedEventSchema = z.object({
  ...eventHeadSchema.shape,
  /** Brotli of the content's JSON; base64 in a stream record and in a delivery task. */
  content: z.union([z.string(), z.instanceof(Uint8Array)]),
});
export type PackedEvent = z.output<typeof packedEventSchema>;

/** Quality 5 takes 40 µs for 1.5 KB. Higher ones take 20 times as long for 1 % less. */
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Node allocates its output in pieces of this size, 16 KB by default. Most contents have less than 4 KB. */
const unpacking = { chunkSize: 4096 };

export function pack(event: Event): PackedEvent & { content: Uint8Array } {
  const { topic, eventType, acceptedAt, fields, contentHash, traceparent, tracestate } = event;
  const content = brotliCompressSync(JSON.stringify(eventContentSchema.parse(event)), options);
  return { topic, eventType, acceptedAt, fields, contentHash, traceparent, tracestate, content };
}

/** The content as a JSON text can hold it. */
export const base64Of = ({ content }: PackedEvent): string =>
  typeof content === 'string' ? content : Buffer.from(content).toString('base64');

/** @throws ZodError or Error if the content is not what `pack` has made */
export function unpack({ licensor, eventId }: EventKey, { content, ...head }: PackedEvent): Event {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : content;
  const json: unknown = JSON.parse(brotliDecompressSync(bytes, unpacking).toString());
  return { licensor, eventId, ...head, ...eventContentSchema.parse(json) };
}
