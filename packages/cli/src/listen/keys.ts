// Keys of a listener on a terminal: `r` sends the last event again, `q` and Ctrl-C end it.
import type { Terminal } from '../terminal.ts';

export type ResendKeys = {
  /** @param again sends the last event again */
  readonly offer: (again: () => Promise<void>) => void;
  readonly close: () => void;
};

export function resendKeys({ isInteractive, note }: Terminal, end: () => void): ResendKeys {
  let last: (() => Promise<void>) | undefined;
  const press = (key: Buffer) => {
    const pressed = key.toString();
    if (pressed === 'q' || pressed === '\u0003') end();
    else if (pressed === 'r' && last) last().catch((error: unknown) => note(String(error)));
    else if (pressed === 'r') note('There is no event yet');
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (isInteractive) {
    process.stdin.setRawMode(true);
    process.stdin.on('data', press);
    note('Keys: r sends the last event again, q ends');
  }
  return {
    offer: again => {
      last = again;
    },
    close: () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      if (!isInteractive) return;
      process.stdin.off('data', press);
      process.stdin.setRawMode(false);
      process.stdin.pause();
    },
  };
}
