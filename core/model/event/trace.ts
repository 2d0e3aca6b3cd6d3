// The trace that an event belongs to: given by who publishes, handed on as it is to who receives (W3C Trace Context, section 3.2). We add no
// span, so the parent stays the publisher's.

const traceparentPattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @returns the value of a `traceparent` header, or undefined for one that is none: a broken trace must not break the publishing of events */
export const traceparentOf = (given: string | undefined): string | undefined =>
  given !== undefined && traceparentPattern.test(given) ? given : undefined;

/**
 * The same trace as AWS services name it, for EventBridge's `TraceHeader` (AWS X-Ray Developer Guide, "Tracing header"; X-Ray's ids
 * are W3C's, with a version and a dash after eight digits).
 */
export function traceHeaderOf(traceparent: string | undefined): string | undefined {
  const [, traceId, parentId, flags] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (traceId === undefined) return undefined;
  const sampled = Number.parseInt(flags ?? '', 16) & 1;
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parentId};Sampled=${sampled}`;
}
