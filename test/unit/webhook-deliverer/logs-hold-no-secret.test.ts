// Logs hold ids and outcomes; no body, no query string, no credential, whatever happens.
import { DecryptCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { serveAnswers, status } from '../../support/loopback-server.ts';
import { hintRecord } from '../../support/sqs-records.ts';
import { loadWebhookDeliverer } from '../../support/webhook-deliverer.ts';

const partner = await serveAnswers(
  status(200),
  status(500),
  status(302, { location: 'https://x.example/?q=S3CRET' }),
);
const lines: string[] = [];
for (const level of ['debug', 'info', 'warn', 'error', 'log'] as const) {
  vi.spyOn(console, level).mockImplementation((...parts) => {
    lines.push(parts.map(part => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  });
}
const { deliver, register, reset, kms } = await loadWebhookDeliverer(partner.origin, {
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
  POWERTOOLS_DEV: 'true',
});

beforeEach(() => {
  reset();
  lines.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

test.each(['delivered', 'unavailable', 'redirecting'])(
  'an attempt at a target that is %s leaves one line, with ids and outcome and nothing secret',
  async secretVersion => {
    register({ secretVersion, destination: `${partner.origin}/hook?key=S3CRET` }, 'S3CRET');

    await deliver([hintRecord()]);

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'INFO',
      service: 'webhook-deliverer',
      message: 'delivery attempted',
      licensor: 'acme',
      eventId: 'event-1',
      targetId: 'target-1',
      requestId: 'request-1',
      attempt: 1,
      httpStatus: expect.any(Number),
    });
    expect(lines.join()).not.toMatch(/S3CRET|partner-listing-id|\?/);
  },
);

test('a failure of ours is logged as an error, without the hint becoming one of the partner', async () => {
  kms.on(DecryptCommand).rejects(new Error('KMS is out of order'));
  register({ secretVersion: 'unreadable', destination: `${partner.origin}/hook?key=S3CRET` }, 'S3CRET');

  await deliver([hintRecord()]);

  expect(lines.map(line => JSON.parse(line).level)).toEqual(['ERROR']);
  expect(lines.join()).toContain('KMS is out of order');
  expect(lines.join()).not.toContain('S3CRET');
});
