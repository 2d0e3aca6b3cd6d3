import { beforeAll, describe, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';

const publicUrl = 'https://your-api.example.com/webhooks';
const bearer = { type: 'bearer', bearerToken: 'your-token' };
const hmac = { type: 'hmac', hmacSecret: 'your-secret' };
const apiKey = { type: 'apiKey', apiKey: 'your-key' };
const target = (fields: object = {}) => ({
  type: 'WEBHOOK',
  destination: publicUrl,
  auth: bearer,
  ...fields,
});
const at = (destination: unknown) => target({ destination });
const by = (auth: unknown) => target({ auth });

type Case = [what: string, body: unknown, says: string];

const shapes: Case[] = [
  ['a body that is a list', [], 'body: expected object, got array'],
  ['a body that is null', null, 'body: expected object, got null'],
  ['no type', {}, 'type: expected one of "SQS", "SNS", "EVENTBRIDGE", "EVENTBRIDGE_PARTNER", "WEBHOOK"'],
  ['an unknown type', target({ type: 'EMAIL' }), 'type: expected one of "SQS"'],
  ['no destination', at(undefined), 'destination: required'],
  ['a destination that is a number', at(5), 'destination: expected string, got number'],
  [
    'a destination of 2,049 characters',
    at(publicUrl.padEnd(2049, 'x')),
    'destination: expected at most 2048',
  ],
  ['no auth', by(undefined), 'auth: required'],
  ['auth that is a string', by('your-token'), 'auth: expected object, got string'],
  [
    'an unknown kind of auth',
    by({ type: 'digest' }),
    'auth.type: expected one of "bearer", "apiKey", "hmac"',
  ],
  ['a misspelt field', target({ destinatoin: publicUrl }), 'body: unknown field "destinatoin"'],
  ['a misspelt field of auth', by({ ...bearer, token: 'x' }), 'auth: unknown field "token"'],
  ['a field of another kind of auth', by({ ...bearer, apiKey: 'x' }), 'auth: unknown field "apiKey"'],
  ['a GET webhook', target({ httpMethod: 'GET' }), 'httpMethod: expected one of "POST", "PUT", "PATCH"'],
];

const urls: Case[] = [
  [
    'an http: URL',
    at('http://your-api.example.com/webhooks'),
    'destination: expected an https: URL, got http:',
  ],
  [
    'user-info',
    at('https://user:pass@your-api.example.com/'),
    'destination: expected https://<host name>/…, without user name',
  ],
  [
    'another port',
    at('https://your-api.example.com:8443/'),
    'destination: expected https://<host name>/…, without user name, port',
  ],
  [
    'an IPv4 literal',
    at('https://93.184.215.14/webhooks'),
    'destination: expected a host name, not an IP address',
  ],
  [
    'an IPv4 literal spelt as a number',
    at('https://2130706433/'),
    'destination: expected a host name, not an IP address',
  ],
  ['an IPv6 literal', at('https://[2606:2800:21f::1]/'), 'destination: expected https://<host name>'],
  ['a backslash', at('https://your-api.example.com\\@other.example.com/'), 'unusual characters in the host'],
  ['localhost', at('https://localhost/webhooks'), 'destination: expected a public host name'],
  ['an internal name', at('https://metadata.google.internal/'), 'destination: expected a public host name'],
  ['a fragment', at(`${publicUrl}#top`), 'destination: expected a URL without "#"'],
  ['a text that is not a URL', at('your-api'), 'destination: expected an absolute https URL'],
];

const credentials: Case[] = [
  [
    'a bearer token that is a number',
    by({ ...bearer, bearerToken: 5 }),
    'auth.bearerToken: expected string, got number',
  ],
  ['an empty bearer token', by({ ...bearer, bearerToken: '' }), 'auth.bearerToken: expected at least 1'],
  [
    'a bearer token with a line break',
    by({ ...bearer, bearerToken: 'a\r\nb: c' }),
    'auth.bearerToken: expected visible ASCII',
  ],
  [
    'a secret of 3,001 characters',
    by({ ...hmac, hmacSecret: 'x'.repeat(3001) }),
    'auth.hmacSecret: expected at most 3000',
  ],
  [
    'a broken whsec_ secret',
    by({ ...hmac, hmacSecret: 'whsec_?' }),
    'auth.hmacSecret: expected base64 after "whsec_"',
  ],
  [
    'an unknown algorithm',
    by({ ...hmac, hmacAlgorithm: 'HmacMD5' }),
    'auth.hmacAlgorithm: expected one of "HmacSHA256"',
  ],
  [
    'a reserved signature header',
    by({ ...hmac, hmacHeader: 'webhook-id' }),
    'auth.hmacHeader: this header name is reserved',
  ],
  [
    'a reserved key header',
    by({ ...apiKey, apiKeyHeader: 'Host' }),
    'auth.apiKeyHeader: this header name is reserved',
  ],
  [
    'a header name with a space',
    by({ ...apiKey, apiKeyHeader: 'X Key' }),
    'auth.apiKeyHeader: expected a header name',
  ],
];

const missingSecrets: Case[] = [
  ['no bearer token', by({ type: 'bearer' }), 'auth.bearerToken: required'],
  ['no API key', by({ type: 'apiKey' }), 'auth.apiKey: required'],
  [
    'a short HMAC secret',
    by({ type: 'hmac', hmacSecret: 'secret' }),
    'auth.hmacSecret: expected a key of at least 16',
  ],
];

let licensor: Licensor;
let targetId: string;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  targetId = await licensor.register(target());
});

describe('a webhook target is refused, and nothing is stored, with', () => {
  it.each([...shapes, ...urls, ...credentials])(
    '%s, at registration and at an update',
    async (_, body, says) => {
      for (const [method, path] of [
        ['POST', '/targets'],
        ['PUT', `/targets/${targetId}`],
      ] as const) {
        await expectRefusalWithoutTrace(
          licensor,
          () => licensor.partner.call(method, path, body),
          badRequest(says),
        );
      }
    },
  );

  it.each(missingSecrets)('%s, at registration', async (_, body, says) => {
    await expectRefusalWithoutTrace(
      licensor,
      () => licensor.partner.call('POST', '/targets', body),
      badRequest(says),
    );
  });
});

it('a refusal does not repeat the credential', async () => {
  const auth = { ...bearer, bearerToken: 'secret-token\n' };
  const { body } = await licensor.partner.call('POST', '/targets', by(auth));
  expect(JSON.stringify(body)).not.toContain('secret-token');
});
