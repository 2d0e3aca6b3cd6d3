// External ids that resemble the right one. A trust policy that accepts one of them accepts more than one id,
// e.g. by a pattern such as `acme-*`, so that another licensor could choose an id that matches it.
import { randomBytes } from 'node:crypto';

/** `what` completes "can be assumed with other external ids, for example with …". */
export type Probe = { externalId: string; what: string };

/** The longest external id that STS accepts (STS API Reference, AssumeRole). */
const longest = 1224;
const mostInner = 4;
/** The largest number of probes for one external id. */
export const mostProbes = 7 + mostInner;

/**
 * Probes for the patterns that people write: a wildcard at the beginning, in the middle, at the end or for a
 * whole part of the id, and a comparison that ignores case. A wildcard for a single other character of a long
 * id, or a list of further ids, is not found.
 * @returns at most `mostProbes` different ids, never the right one
 */
export function probesFor(externalId: string): Probe[] {
  const other = `0${randomBytes(8).toString('hex')}0`;
  const last = externalId.length - 1;
  const candidates: Probe[] = [
    { externalId: `wrong-${other}`, what: 'a random one' },
    { externalId: externalId.slice(0, longest - other.length) + other, what: 'another ending' },
    { externalId: other + externalId.slice(other.length - longest), what: 'another beginning' },
    { externalId: inserted(externalId, other), what: 'more characters in the middle' },
    { externalId: changedAt(externalId, 0), what: 'another first character' },
    { externalId: changedAt(externalId, last), what: 'another last character' },
    ...innerPositions(externalId).map(position => ({
      externalId: changedAt(externalId, position),
      what: `another character at position ${position + 1}`,
    })),
    { externalId: swapCase(externalId), what: 'capitals and small letters exchanged' },
  ];
  const byId = new Map(candidates.toReversed().map(probe => [probe.externalId, probe]));
  byId.delete(externalId);
  return [...byId.values()].toReversed();
}

/** The middle of the id, and of each part between its separators: `acme-eu-production` has `eu`. */
function innerPositions(externalId: string): number[] {
  const parts = [...externalId.matchAll(/[A-Za-z0-9]+/g)].slice(1, -1);
  const middles = parts.map(({ index, 0: part }) => index + Math.floor(part.length / 2));
  return [Math.floor(externalId.length / 2), ...middles].slice(0, mostInner);
}

/** Puts more characters into the middle, at the cost of what follows if the id would be too long. */
function inserted(text: string, more: string): string {
  const middle = Math.floor(text.length / 2);
  return text.slice(0, middle) + more + text.slice(middle + Math.max(0, text.length + more.length - longest));
}

/** A digit becomes a letter and anything else a digit: `acme-1` must not become the likely `acme-2`. */
const changedAt = (text: string, position: number): string =>
  text.slice(0, position) + (/\d/.test(text.charAt(position)) ? 'x' : '0') + text.slice(position + 1);

const swapCase = (text: string): string =>
  text.replace(/[A-Za-z]/g, letter => {
    const upper = letter.toUpperCase();
    return letter === upper ? letter.toLowerCase() : upper;
  });
