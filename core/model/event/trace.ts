// The trace of an event: Herald passes the publisher's `traceparent` to the partner unchanged (W3C Trace
// Context, section 3.2). Herald adds no span, so the publisher's span stays the parent.

const traceparentPattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @returns the `traceparent`, or undefined if it is malformed: a malformed trace must not reject an event */
export const traceparentOf = (given: string | undefined): string | undefined =>
  given !== undefined && traceparentPattern.test(given) ? given : undefined;

/**
 * The trace in the form of AWS X-Ray, for EventBridge's `TraceHeader` (AWS X-Ray Developer Guide, "Tracing
 * header"). An X-Ray trace id is W3C's with a version in front and a dash after eight digits.
 */
export function traceHeaderOf(traceparent: string | undefined): string | undefined {
  const [, traceId, parentId, flags] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (traceId === undefined) return undefined;
  const sampled = Number.parseInt(flags ?? '', 16) & 1;
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parentId};Sampled=${sampled}`;
}
