// A test that makes something of ours fail says so; any other error in the log fails the run (see `herald-on-emulator.ts`).
import { appendFileSync, readFileSync } from 'node:fs';
import { herald } from './herald.ts';

/** @param text that is in the log lines which the test brings about, and in no others */
export function expectErrorWith(text: string): void {
  appendFileSync(herald.expectedErrors, `${text}\n`);
}

/** The errors logged so far that hold a text. */
export const loggedErrorsWith = (text: string): string[] =>
  readFileSync(herald.emulatorLog, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{"level":"ERROR"') && line.includes(text));
