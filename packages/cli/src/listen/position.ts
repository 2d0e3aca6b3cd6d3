// How far a listener is, in a file: the next one with the same options goes on there.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../profiles.ts';

export type Position = {
  /** The time at which the listener began, ISO 8601 */
  readonly since?: string | undefined;
  /** The cursor of GET /events; undefined before the first page is handled */
  readonly after?: string | undefined;
  /** Events that were handled lately. The API repeats those of the last minute. */
  readonly handled: readonly string[];
};

/** More than a listener can get within the minute in which events are repeated, at 20 requests a second. */
const mostHandled = 2_000;

/** @param listener what makes it another one: address, licensor, filter, destination */
export const positionFile = (env: Environment, listener: object): string =>
  join(
    env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'),
    'herald',
    `listen-${createHash('sha256').update(JSON.stringify(listener)).digest('hex').slice(0, 16)}.json`,
  );

/** @returns an empty position if there is none, or if the file is not one */
export function readPosition(file: string): Position {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isPosition(stored)) return stored;
  } catch {
    // The first run.
  }
  return { handled: [] };
}

const isPosition = (value: unknown): value is Position =>
  typeof value === 'object' &&
  value !== null &&
  'handled' in value &&
  Array.isArray(value.handled) &&
  value.handled.every(one => typeof one === 'string') &&
  (!('since' in value) || typeof value.since === 'string') &&
  (!('after' in value) || typeof value.after === 'string');

export const withHandled = (position: Position, eventId: string): Position => ({
  ...position,
  handled: [...position.handled, eventId].slice(-mostHandled),
});

/** Renamed into place: a listener that is killed leaves the old position or the new one. */
export function writePosition(file: string, position: Position): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${process.pid}`;
  try {
    writeFileSync(made, JSON.stringify(position), { mode: 0o600 });
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}
