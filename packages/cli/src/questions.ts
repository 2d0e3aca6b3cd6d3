// Questions to the person at the terminal. Secrets come from a prompt without echo or from stdin: arguments
// are seen by other users of the machine, and stay in the shell's history.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exitCodes, Failure, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** @returns the line that was typed, or all of stdin if that is no terminal; without white space around it */
export async function askSecret(terminal: Terminal, name: string): Promise<string> {
  const secret = process.stdin.isTTY ? await typed(`${name}: `, false) : await text(process.stdin);
  if (process.stdin.isTTY) terminal.note('');
  if (secret.trim() === '') throw usage(`${name}: expected it on stdin`);
  return secret.trim();
}

/** @throws Failure if nobody can be asked */
export async function askText(terminal: Terminal, name: string, option: string): Promise<string> {
  if (!terminal.isInteractive) throw usage(`expected ${option}`);
  const answer = (await typed(`${name}: `, true)).trim();
  if (answer === '') throw usage(`expected ${option}`);
  return answer;
}

/** @throws Failure if nobody can be asked, or the answer is not yes */
export async function confirm(terminal: Terminal, question: string): Promise<void> {
  if (!terminal.isInteractive) throw usage(`${question} Nobody can be asked here`, 'Give --yes');
  if (!(await isYes(question))) throw new Failure('nothing was done', exitCodes.failed);
}

export const isYes = async (question: string): Promise<boolean> =>
  /^y(es)?$/i.test((await typed(`${question} [y/N] `, true)).trim());

async function typed(prompt: string, hasEcho: boolean): Promise<string> {
  process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: hasEcho ? process.stderr : silent,
    terminal: true,
  });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => {
        process.stderr.write('\n');
        reject(new Failure('interrupted', exitCodes.interrupted));
      });
      lines.once('close', () => reject(usage('the input has ended')));
    });
  } finally {
    lines.close();
  }
}
