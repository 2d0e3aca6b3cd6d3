// Logs contain ids and outcomes, and never a body, a query string or a credential.
import { DecryptCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import {
  splitWebhookAuth,
  webhookAuthInputSchema,
} from '../../../../core/model/webhook-auth/webhook-auth.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { json, serveAnswers, status } from '../../../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../../../support/handlers/webhook-deliverer.ts';

const webhookAnswers = {
  delivers: status(200),
  'is unavailable': status(500),
  redirects: status(302, { location: 'https://x.example/?q=S3CRET' }),
  'refuses the credential': status(401, { 'www-authenticate': 'Bearer error="S3CRET"' }),
  'breaks off': ({ socket }) => socket?.destroy(),
} satisfies Record<string, ReturnType<typeof status>>;
const tokenAnswers = {
  'no JSON': response => response.end('<html>S3CRET</html>'),
  'an error': json({ error_description: 'S3CRET' }, 400),
  'a redirect': status(302, { location: 'https://x.example/?q=S3CRET' }),
  'a broken answer': ({ socket }) => socket?.destroy(),
  'a token that cannot be sent': json({ access_token: 'S3CRET\r\n' }),
} satisfies Record<string, ReturnType<typeof status>>;
const takenToken = json({ access_token: 'S3CRET-token', expires_in: 60 });
let onToken: ReturnType<typeof status>;
let onPost: ReturnType<typeof status>;
const partner = await serveAnswers((response, { path = '' }) =>
  (path.startsWith('/token') ? onToken : onPost)(response),
);
const lines: string[] = [];
for (const level of ['debug', 'info', 'warn', 'error', 'log'] as const) {
  vi.spyOn(console, level).mockImplementation((...parts) => {
    lines.push(parts.map(part => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  });
}
vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG');
vi.stubEnv('POWERTOOLS_DEV', 'true');
const { deliver, register, reset, kms } = createWebhookDeliverer(partner.origin);
vi.unstubAllEnvs();

let versions = 0;

beforeEach(() => {
  reset();
  onToken = takenToken;
  onPost = status(200);
  lines.length = 0;
  partner.received.length = 0;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await partner[Symbol.asyncDispose]();
});

const signature = { hmacSecret: 'S3CRET-for-signing' };
const oauth = {
  type: 'oauth',
  authEndpoint: `${partner.origin}/token?key=S3CRET`,
  clientId: 'me',
  clientSecret: 'S3CRET',
  bodyParameters: [{ key: 'scope', value: 'S3CRET' }],
  headerParameters: [{ key: 'X-Tenant', value: 'S3CRET' }],
};
const kinds = [
  { type: 'bearer', bearerToken: 'S3CRET', signature },
  { type: 'apiKey', apiKey: 'S3CRET', signature },
  { type: 'hmac', hmacSecret: 'S3CRET-of-16-bytes' },
  { type: 'basic', username: 'me', password: 'S3CRET', signature },
  { ...oauth, signature },
  { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'S3CRET &é', signature },
];
const splitOf = (input: object) => splitWebhookAuth(webhookAuthInputSchema.parse(input));

/** Makes one attempt at a target with this `auth`, whose URL contains a secret. @returns the log line */
async function attempt(
  input: object,
  destination = `${partner.origin}/hook?key=S3CRET`,
): Promise<Record<string, unknown>> {
  const { auth, credentials } = splitOf(input);
  register({ auth, destination, secretVersion: `version-${++versions}` }, credentials);

  await deliver([taskRecord()]);

  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

/** Expects no secret and nothing that contains one: headers, queries, bodies. */
function expectNothingSecret(): void {
  expect(lines.join()).not.toMatch(/S3CRET|partner-listing-id|\?/);
  for (const { headers } of partner.received) {
    const { authorization, 'x-signature': named, 'webhook-signature': standard } = headers;
    for (const value of [authorization, named, standard]) {
      if (value) expect(lines.join()).not.toContain(String(value).split(' ').at(-1));
    }
  }
}

for (const kind of kinds) {
  test.each(Object.entries(webhookAnswers))(
    `an attempt with ${kind.type} at a webhook that %s logs one line without a secret`,
    async (_, answer) => {
      onPost = answer;

      const line = await attempt(kind);

      expect(line).toMatchObject({
        level: line['class'] === 'DELIVERED' ? 'INFO' : 'WARN',
        service: 'webhook-deliverer',
        message: 'delivery attempted',
        licensor: 'acme',
        eventId: 'event-1',
        targetId: 'target-1',
        requestId: 'request-1',
        attempt: 1,
        class: expect.any(String),
      });
      expectNothingSecret();
      expect(partner.received.length).toBeGreaterThan(0);
    },
  );

  test(`a target of ${kind.type} whose URL is refused logs no secret`, async () => {
    expect(await attempt(kind, 'https://10.0.0.1/?key=S3CRET')).toMatchObject({ class: 'CONFIG' });
    expectNothingSecret();
  });
}

test.each(Object.entries(tokenAnswers))(
  'the answer %s of a token endpoint is not quoted',
  async (_, answer) => {
    onToken = answer;

    expect(await attempt(oauth)).toMatchObject({ seen: expect.stringMatching(/^token endpoint: /) });
    expectNothingSecret();
  },
);

test.each([
  ['KMS is unavailable', () => Promise.reject(new Error('KMS is unavailable'))],
  ['does not contain credentials', () => ({ Plaintext: Buffer.from('S3CRET, no JSON') })],
  ['do not contain bearerToken', () => ({ Plaintext: Buffer.from('{"password":"S3CRET"}') })],
])('a failure inside Herald is logged as an error, "%s", and is not an attempt', async (message, decrypt) => {
  kms.on(DecryptCommand).callsFake(decrypt);

  expect(await attempt({ type: 'bearer', bearerToken: 'S3CRET' })).toMatchObject({ level: 'ERROR' });

  expect(lines.join()).toContain(message);
  expect(lines.join()).not.toContain('S3CRET');
});
