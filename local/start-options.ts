// The command line of `npm start`.
import { parseArgs } from 'node:util';

/**
 * `exit`: whether to end after the tour. `port`: of the API; the partner's webhooks and the console have the
 * next two.
 */
export type StartOptions = { readonly exit: boolean; readonly port: number };

/** What to print instead of starting: on stdout with code 0 (help), on stderr with code 2 (wrong use). */
export type Answer = { readonly code: 0 | 2; readonly text: string };

const usage = `Usage: npm start [-- --exit]
Runs Herald on this machine, deployed to an AWS emulator, and shows that it works.

  --exit      end after the tour, with exit code 1 if a notification is missing or not authentic
  -h, --help  print this text

Environment:
  HERALD_PORT=5000  use the ports 5000, 5001 and 5002 instead of 4566, 4567 and 4568`;

const options = {
  exit: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @param args without the program's name. @param port the environment variable HERALD_PORT */
export function startOptions(args: readonly string[], port = '4566'): StartOptions | Answer {
  try {
    const { values } = parseArgs({ args, options });
    return values.help ? { code: 0, text: usage } : { exit: values.exit, port: portFrom(port) };
  } catch (error) {
    // Node explains an unknown option in several sentences; the first is enough.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    return { code: 2, text: `${reason}; "npm start -- --help" prints the usage.` };
  }
}

function portFrom(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_534) return port;
  throw new Error(`HERALD_PORT is "${text}", but must be a port number from 1 to 65533`);
}
