// Where a command prints: results to stdout, and everything else to stderr, so that results can be piped.
const { stderr, stdin, stdout } = process;

export type Terminal = {
  /** Results are JSON documents, or one per line if they are a stream */
  readonly json: boolean;
  /** Whether a person can be asked */
  readonly isInteractive: boolean;
  /** The width for tables; undefined if the output is a file or a pipe */
  readonly columns: number | undefined;
  readonly hasColors: boolean;
  readonly print: (line: string) => void;
  /** Progress, plans and advice */
  readonly note: (line: string) => void;
};

export function createTerminal(json: boolean, env: Readonly<Record<string, string | undefined>>): Terminal {
  const hasColors = stderr.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    json,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    columns: stdout.isTTY ? stdout.columns : undefined,
    hasColors,
    print: line => {
      stdout.write(`${json ? line : harmless(line)}\n`);
    },
    note: line => {
      stderr.write(`${harmless(line)}\n`);
    },
  };
}

/** Texts of others, such as a field of an event, must not move the cursor or rename the window. Colors stay. */
export const harmless = (text: string): string =>
  text.replaceAll(/\p{Cc}(?:\[\d{1,2}m)?/gu, found => {
    const isColor = found.startsWith('\u001b') && found.length > 1;
    return isColor || /^[\n\t]/.test(found) ? found : ` ${found.slice(1)}`;
  });

const codes = { red: 31, green: 32, yellow: 33 } as const;

/** @returns the text, in color if the terminal shows colors (https://no-color.org) */
export const colored = ({ hasColors }: Terminal, color: keyof typeof codes, text: string): string =>
  hasColors ? `\u001b[${codes[color]}m${text}\u001b[0m` : text;
