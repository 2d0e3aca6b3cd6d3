// What the commands that repair deliveries share: their arguments, and the times in them.
import { parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

export type Arguments = ReturnType<typeof parse>;

/** @throws CommandError with the usage, for arguments that there are not */
export function readArguments(usage: string): Arguments {
  try {
    return parse();
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

const parse = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      c: { type: 'string', short: 'c', multiple: true, default: [] },
      ...{ licensor: text, target: text, since: text, until: text, id: text, reason: text },
      ...{ all: flag, yes: flag, json: flag },
    },
  });

/** @param context `-c name=value`, as the CDK takes it */
export function stageOf(context: readonly string[], usage: string): string {
  const stage = context.map(entry => /^stage=(.+)$/.exec(entry)?.[1]).find(Boolean);
  if (!stage) throw new CommandError(`say which stage: -c stage=…\n\n${usage}`);
  return stage;
}

/** @returns milliseconds since the epoch */
export function timeOf(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const time = Date.parse(given);
  if (Number.isNaN(time)) throw new CommandError(`--${name}: expected a time, e.g. 2026-01-31T12:00:00Z`);
  return time;
}

/** Prints what came of a command: for people, or as one line of JSON. */
export function show(result: object, json: boolean): void {
  console.log(json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
}

/** Runs a command: what is wrong with its arguments is said without a stack. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
