// The trace of an event: Herald passes the publisher's `traceparent` and `tracestate` to the partner (W3C
// Trace Context, section 3). Herald adds no span, so the publisher's span stays the parent.
import * as z from 'zod';

/** Version, trace id, parent id, flags, and what a version above 00 may have after them. */
const traceparentPattern =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const maxMembers = 32;
/** The length that every system must be able to pass on, characters (section 3.3.1.5). */
const maxStateLength = 512;
const memberPattern =
  /^([a-z0-9][a-z0-9_*/-]{0,255}(?:@[a-z0-9][a-z0-9_*/-]{0,13})?)=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** The fields of a stored event. `tracestate` is there only beside a `traceparent`. */
export const traceFields = { traceparent: z.string().optional(), tracestate: z.string().optional() };
export type Trace = { traceparent?: string | undefined; tracestate?: string | undefined };

/**
 * The trace to store with an event. A malformed field is left out: a malformed trace must not reject an
 * event.
 * @param given the values as they were sent
 */
export function traceOf({ traceparent, tracestate }: Trace): Trace {
  const parent = parentOf(traceparent);
  if (parent === undefined) return {};
  const state = stateOf(tracestate);
  return { traceparent: parent, ...(state !== undefined && { tracestate: state }) };
}

/** A version above 00 is read as 00, and becomes it: only the flag "sampled" is kept (section 3.2.2.5). */
function parentOf(given: string | undefined): string | undefined {
  const [, version, traceId, parentId, flags = '', more] = traceparentPattern.exec(given ?? '') ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  return version === '00' ? given : `00-${traceId}-${parentId}-0${Number.parseInt(flags, 16) & 1}`;
}

function stateOf(given: string | undefined): string | undefined {
  const members = (given ?? '')
    .split(',')
    .map(member => member.trim())
    .filter(member => member !== '');
  const keys = members.map(member => memberPattern.exec(member)?.[1]);
  const state = members.join(',');
  const isValid =
    members.length > 0 &&
    members.length <= maxMembers &&
    !keys.includes(undefined) &&
    new Set(keys).size === keys.length &&
    state.length <= maxStateLength;
  return isValid ? state : undefined;
}

/**
 * The trace in the form of AWS X-Ray, for EventBridge's `TraceHeader` (AWS X-Ray Developer Guide, "Tracing
 * header"). An X-Ray trace id is W3C's with a version in front and a dash after eight digits. It has no
 * place for `tracestate`.
 */
export function traceHeaderOf(traceparent: string | undefined): string | undefined {
  const [, , traceId, parentId, flags = ''] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (traceId === undefined) return undefined;
  const sampled = Number.parseInt(flags, 16) & 1;
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${parentId};Sampled=${sampled}`;
}
