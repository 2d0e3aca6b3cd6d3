// Links to the console, made by the operators' own commands.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { operatorProgram } from '#places';
import { Failure } from '../emulator/progress.ts';

export type Links = { readonly partner: string; readonly operator: string };

/**
 * A link for each of the two kinds of people. Each works once, within 60 seconds.
 * @param port of the running Herald, whose run file must be there. @param licensor of the demo partner
 * @throws Failure if a command prints no link
 */
export async function makeLinks(port: number, licensor: string): Promise<Links> {
  const [partner, operator] = await Promise.all([
    linkFrom(port, ['partner', 'link', licensor]),
    linkFrom(port, ['operator', 'link']),
  ]);
  return { partner, operator };
}

async function linkFrom(port: number, command: readonly string[]): Promise<string> {
  const args = [operatorProgram, ...command, '-c', 'stage=local'];
  const env = { ...process.env, HERALD_PORT: String(port) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const [link] = /http:\/\/localhost:\d+\/#code=\w+/.exec(stdout) ?? [];
  if (link === undefined) throw new Failure(`herald ${command.join(' ')} printed no link:\n${stdout}`);
  return link;
}
