// What `herald listen` sends, and how it keeps its position.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { destinationOf, requestOf } from '../src/listen/forward.ts';
import { positionFile, readPosition, withHandled, writePosition } from '../src/listen/position.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'herald-listen-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(['localhost', '127.0.0.1', '127.8.0.1', '[::1]', 'app.localhost'])('%s is this machine', host => {
  expect(destinationOf(`http://${host}:3000/hook`, false).hostname).toBe(host);
});

test.each([
  'http://example.com/',
  'http://localhost.example.com/',
  'http://evillocalhost/',
  'http://127.0.0.1.example.com/',
  'http://10.0.0.1/',
])('%s is another machine, which must be allowed', address => {
  expect(() => destinationOf(address, false)).toThrow('is not this machine');
  expect(destinationOf(address, true).href).toBe(address);
});

test('an address of another kind is refused', () => {
  expect(() => destinationOf('file:///etc/hosts', true)).toThrow('expected an http or https URL');
  expect(() => destinationOf('3000', false)).toThrow('is no URL');
});

test('a request has the signatures of a webhook, and the content type of its format', () => {
  const now = Date.now();
  const { headers, body } = requestOf({ eventId: 'event-1', payload: { note: 'ü' } }, secret, now);
  const cloudEvent = requestOf({ eventId: 'event-1', payload: { specversion: '1.0' } }, secret, now);

  expect(new Webhook(secret).verify(body.toString(), headers)).toEqual({ note: 'ü' });
  expect([headers['content-type'], headers['webhook-id']]).toEqual(['application/json', 'event-1']);
  expect(cloudEvent.headers['content-type']).toBe('application/cloudevents+json; charset=UTF-8');
});

test('the position is read as it was written, by the same listener only; a damaged file is none', () => {
  const env = { XDG_STATE_HOME: folder };
  const file = positionFile(env, ['https://api.example.com/v1', 'acme']);
  const position = withHandled(
    { since: '2026-01-01T00:00:00.000Z', after: 'cursor', handled: [] },
    'event-1',
  );
  writePosition(file, position);

  expect(readPosition(file)).toEqual({
    since: '2026-01-01T00:00:00.000Z',
    after: 'cursor',
    handled: ['event-1'],
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(positionFile(env, ['https://api.example.com/v1', 'other'])).not.toBe(file);
  writeFileSync(file, '{"handled": [1]}');
  expect(readPosition(file)).toEqual({ handled: [] });
});

test('the position keeps the latest 2,000 events that were handled', () => {
  let position = readPosition(join(folder, 'none'));
  for (let n = 0; n < 2_010; n += 1) position = withHandled(position, `event-${n}`);
  expect([position.handled.length, position.handled[0]]).toEqual([2_000, 'event-10']);
});
