// `herald deliveries --tail` as a process: it outlasts an outage of the API.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { json, refusal, serve } from '../../client/test/loopback-api.ts';

const program = join(import.meta.dirname, '../src/herald.ts');

/** The lines that the command prints on stdout, as it prints them. */
function tail(url: string): { lines: AsyncIterator<string>; exitCode: Promise<number | null> } {
  const env = { HERALD_URL: url, HERALD_LICENSOR: 'acme', HERALD_ACCESS_KEY: 'hk_dev_secret' };
  const child = spawn(process.execPath, [program, 'deliveries', '--tail', '--json'], { env });
  onTestFinished(() => void child.kill());
  return {
    lines: createInterface(child.stdout)[Symbol.asyncIterator](),
    exitCode: new Promise(resolve => child.on('exit', resolve)),
  };
}

const page = (eventId: string) =>
  json(200, {
    deliveries: [
      {
        eventId,
        targetId: 'target-1',
        status: 'DELIVERED',
        attempts: 1,
        updatedAt: '2026-01-31T12:00:00.000Z',
      },
    ],
  });
/** So that the client does not wait long before it tries again. */
const outage = refusal(503, 'UNAVAILABLE', { 'retry-after': '0' });
const triesOfClient = 5;

test('the list goes on after an outage that outlasts the tries of one call', async () => {
  const outages = Array.from({ length: triesOfClient + 1 }, () => outage);
  const { url } = await serve(page('before'), ...outages, page('after'));
  const { lines } = tail(url);

  const printed = [await lines.next(), await lines.next()].map(({ value }) => JSON.parse(value).eventId);
  expect(printed).toEqual(['before', 'after']);
});

test('a key that is refused ends the list', async () => {
  const { url } = await serve(page('before'), refusal(401, 'UNAUTHORIZED'));

  expect(await tail(url).exitCode).toBe(77);
});

test('an API that does not answer at all ends the list', async () => {
  const { url } = await serve(outage);

  expect(await tail(url).exitCode).not.toBe(0);
});
