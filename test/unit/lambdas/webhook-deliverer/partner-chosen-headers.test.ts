// Partners choose names and values of headers. An accepted header cannot change Host, Content-Length,
// Herald's own headers or the body, and cannot add a second request.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { createOutbound, userAgent } from '../../../../core/runtime/outbound/outbound.ts';
import { createWebhookSend } from '../../../../lambdas/webhook-deliverer/webhook.ts';
import { eventOf, notificationOf, webhookTarget } from '../../../support/builders/records.ts';
import { serveAnswers, status } from '../../../support/handlers/loopback-server.ts';
import { propertyRuns } from '../../property-runs.ts';

const server = await serveAnswers(status(200));
afterAll(() => server[Symbol.asyncDispose]());
const outbound = createOutbound({ extraOrigins: [server.origin] });
const event = eventOf({ payload: '{"name":"Zoë","emoji":"✓"}' });
const at = Date.parse('2026-01-01T00:00:00Z');

const ours: Record<string, string> = {
  host: new URL(server.origin).host,
  'content-length': String(Buffer.byteLength(event.payload)),
  'content-type': 'application/json',
  'user-agent': userAgent,
  'webhook-id': event.eventId,
  'webhook-timestamp': String(at / 1000),
};

/** Names that an attacker might try, in any case, with a prefix or suffix. */
const reserved = [
  ...Object.keys(ours),
  ...[
    'transfer-encoding',
    'connection',
    'upgrade',
    'expect',
    'te',
    'trailer',
    'keep-alive',
    'webhook-signature',
  ],
  ...[
    'content-encoding',
    'proxy-authorization',
    'x-forwarded-host',
    'x-amz-date',
    'cookie',
    'http2-settings',
  ],
];
const anyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map(upper => [...text].map((char, index) => (upper[index] ? char.toUpperCase() : char)).join(''));
const affix = fc.constantFrom('', '', '', '-', ' ', ':', '\r\n', '\n', '\t', '\0', '_', '-x', 'x', 'é');
const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}[A-Za-z0-9]$/),
  fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}$/),
  fc.constantFrom('api_key', 'X-Api.Key'),
  fc.tuple(affix, fc.constantFrom(...reserved).chain(anyCase), affix).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'Authorization', 'X-API-Key', 'X-Signature'),
);
const values = fc.oneof(
  fc.stringMatching(/^[!-~]{1,60}$/),
  fc.stringMatching(/^[!-~]{1,10}( [!-~]{1,10}){0,3}$/),
  fc
    .tuple(
      fc.stringMatching(/^[!-~]{1,10}$/),
      fc.constantFrom('\r\nHost: evil', '\r\n\r\nPOST / HTTP/1.1', '\n', '\0', '\u010d\u010a'),
      fc.stringMatching(/^[!-~]{0,10}$/),
    )
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);
const secrets = fc.stringMatching(/^[!-~]{16,60}$/);
const auths = fc.oneof(
  fc.record({ type: fc.constant('apiKey' as const), apiKeyHeader: names, apiKey: values }),
  fc.record({ type: fc.constant('hmac' as const), hmacHeader: names, hmacSecret: secrets }),
  fc.record({ type: fc.constant('bearer' as const), bearerToken: values }),
);

test('no accepted name or value changes the rest of the request', async () => {
  const accepted = { apiKey: 0, hmac: 0, bearer: 0 };
  await fc.assert(
    fc.asyncProperty(auths, async sent => {
      const parsed = webhookAuthInputSchema.safeParse(sent);
      if (!parsed.success) return;
      const { auth, credentials } = splitWebhookAuth(parsed.data);
      const [secret] = Object.values(credentials);
      if (auth.type !== sent.type) throw new Error(`${sent.type} became ${auth.type}`);
      const send = createWebhookSend({
        outbound,
        readCredentials: async () => credentials,
        deadlineMs: 10_000,
        clock: () => at,
      });
      accepted[sent.type]++;
      const before = server.received.length;

      const target = webhookTarget({ destination: `${server.origin}/hook`, auth });
      expect(await send(notificationOf({ event, target }))).toMatchObject({ class: 'DELIVERED' });

      expect(server.received).toHaveLength(before + 1);
      const { method, path, headers, rawHeaders, body } = server.received[before] ?? {};
      expect({ method, path, body }).toEqual({ method: 'POST', path: '/hook', body: event.payload });
      expect(headers).toMatchObject(ours);
      expect(headers).not.toHaveProperty('transfer-encoding');
      const named = rawHeaders?.filter((_, index) => index % 2 === 0).map(name => name.toLowerCase()) ?? [];
      const credential = { apiKey: ['apiKeyHeader'], hmac: ['hmacHeader'], bearer: [] }[sent.type].map(
        field => String((auth as Record<string, string>)[field]).toLowerCase(),
      );
      const expected = new Set([
        ...Object.keys(ours),
        'connection',
        ...(auth.type === 'bearer' ? ['authorization'] : credential),
        ...(auth.type === 'hmac' ? ['webhook-signature'] : []),
      ]);
      expect(named.sort()).toEqual([...expected].sort());
      if (auth.type === 'apiKey') expect(headers?.[credential[0] ?? '']).toBe(secret);
      if (auth.type === 'bearer') expect(headers?.authorization).toBe(`Bearer ${secret}`);
    }),
    propertyRuns(600),
  );
  for (const count of Object.values(accepted)) expect(count).toBeGreaterThan(20);
});

test('no reserved name is accepted, in any case', () => {
  fc.assert(
    fc.property(fc.constantFrom(...reserved).chain(anyCase), name => {
      for (const auth of [
        { type: 'apiKey', apiKeyHeader: name, apiKey: 'x' },
        { type: 'hmac', hmacHeader: name, hmacSecret: 'sixteen-bytes-or-more' },
      ])
        expect(webhookAuthInputSchema.safeParse(auth).success).toBe(false);
    }),
    propertyRuns(),
  );
});
