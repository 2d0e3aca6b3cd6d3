// A test that causes a failure inside Herald declares it here. Any other error in the log fails the whole run
// (see `herald-on-emulator.ts`).
import { appendFileSync, readFileSync } from 'node:fs';
import { herald } from './herald.ts';

/** @param text that is in the log lines that the test causes, and in no others */
export function expectErrorWith(text: string): void {
  appendFileSync(herald.expectedErrors, `${text}\n`);
}

/** The errors logged so far that contain `text`. */
export const loggedErrorsWith = (text: string): string[] =>
  readFileSync(herald.emulatorLog, 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{"level":"ERROR"') && line.includes(text));
