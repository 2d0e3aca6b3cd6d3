import { expect, test } from 'vitest';
import { BusyError, memoryIds, once } from '../src/deduplication.ts';

test('an event that comes again is not handled again', async () => {
  const ids = memoryIds();
  const handled: string[] = [];

  expect(await once('event-1', ids, () => handled.push('first'))).toBe(true);
  expect(await once('event-1', ids, () => handled.push('second'))).toBe(false);
  expect(await once('event-2', ids, () => handled.push('third'))).toBe(true);
  expect(handled).toEqual(['first', 'third']);
});

test('an event that was not handled is handled by the next attempt', async () => {
  const ids = memoryIds();
  const fail = () => {
    throw new Error('the database is down');
  };

  await expect(once('event-1', ids, fail)).rejects.toThrow('the database is down');
  expect(await once('event-1', ids, () => {})).toBe(true);
});

test('two attempts at once: one handles the event, the other one comes again later', async () => {
  const ids = memoryIds();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = once('event-1', ids, () => promise);

  await expect(once('event-1', ids, () => {})).rejects.toThrow(BusyError);
  resolve();
  expect(await first).toBe(true);
  expect(await once('event-1', ids, () => {})).toBe(false);
});

test('the claim of a process that has crashed ends after a minute, and a handled event is kept for 31 days', async () => {
  let now = 0;
  const ids = memoryIds(() => now);
  await ids.claim('crashed', 60);
  await once('handled', ids, () => {});

  now = 59_999;
  expect(await ids.claim('crashed', 60)).toBe('CLAIMED');
  now = 60_000;
  expect(await once('crashed', ids, () => {})).toBe(true);
  now = 31 * 24 * 3600 * 1000 - 1;
  expect(await ids.claim('handled', 60)).toBe('DONE');
  now += 1;
  expect(await ids.claim('handled', 60)).toBe('NEW');
});
