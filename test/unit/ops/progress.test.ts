import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Note, withProgress } from '../../../ops/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is written while some work takes so many seconds. */
async function writtenIn(seconds: number, isTTY: boolean, work: (note: Note) => void = () => {}) {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) };
  const done = withProgress('redrive', stream, async note => {
    work(note);
    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    return 'result';
  });
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  expect(await done).toBe('result');
  return written;
}

test.each([true, false])(
  'a command of less than a second has no progress line (terminal: %s)',
  async isTTY => {
    expect(await writtenIn(0.9, isTTY)).toEqual([]);
  },
);

test('a terminal shows one line, which changes every second and is removed in the end', async () => {
  const written = await writtenIn(3.5, true);

  expect(written.slice(0, 3)).toEqual(['\rredrive … 1 s', '\rredrive … 2 s', '\rredrive … 3 s']);
  expect(written[3]).toMatch(/^\r +\r$/);
  expect(written).toHaveLength(4);
});

test('without a terminal, a plain line is written every five seconds, with what has been done', async () => {
  const written = await writtenIn(7, false, note => note('1,200 deliveries'));

  expect(written).toEqual(['redrive … 1 s, 1,200 deliveries\n', 'redrive … 6 s, 1,200 deliveries\n']);
});

test('the line is removed if the command fails', async () => {
  const written: string[] = [];
  const stream = { isTTY: true, write: (text: string) => written.push(text) };
  const failing = withProgress('redrive', stream, async () => {
    await new Promise(resolve => setTimeout(resolve, 1500));
    throw new Error('no');
  });
  const failure = expect(failing).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(10_000);
  await failure;

  expect(written).toHaveLength(2);
});
