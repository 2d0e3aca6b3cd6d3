// Token endpoints that fail or mean harm: each attempt ends with an outcome that says what is wrong there, nothing of what they
// answer is repeated, and no outcome is worse for the target than one of its own webhook.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { json, serveRaw, status } from '../../../support/handlers/loopback-server.ts';
import { grant, serveOauthPartner } from '../../../support/handlers/oauth-partner.ts';

// Names lead inside; the loopback servers are addressed by number.
const partner = await serveOauthPartner((_host, _options, done) =>
  done(null, [{ address: '10.0.0.1', family: 4 }]),
);
beforeEach(() => partner.reset());
afterAll(() => partner.close());

const html = '<html><script>S3CRET</script></html>';
const config = (message: string) => ({ class: 'CONFIG', message: `token endpoint: ${message}` });

async function outcomeWith(...instance: Parameters<typeof partner.createInstance>) {
  const outcome = await partner.createInstance(...instance)();
  expect(partner.posts()).toEqual([]);
  expect(JSON.stringify(outcome)).not.toContain('S3CRET');
  return outcome;
}

test.each([
  [400, config('answered 400')],
  [401, { class: 'UNAUTHORIZED', message: 'token endpoint: answered 401' }],
  [404, config('answered 404')],
  [408, { class: 'TIMEOUT', message: 'token endpoint: answered 408', retryAfterMs: 7000 }],
  [410, config('answered 410')],
  [429, { class: 'THROTTLED', message: 'token endpoint: answered 429', retryAfterMs: 7000 }],
  [500, { class: 'SERVER_ERROR', message: 'token endpoint: answered 500', retryAfterMs: 7000 }],
  [503, { class: 'SERVER_ERROR', message: 'token endpoint: answered 503', retryAfterMs: 7000 }],
])('an answer of %i is an outcome of the attempt, and never disables the target', async (code, expected) => {
  partner.onToken(json({ error: 'S3CRET' }, code, { 'retry-after': '7' }));

  expect(await outcomeWith()).toMatchObject(expected);
});

test.each([301, 302, 307, 308])(
  'a redirect by %i is not followed, not even within the origin',
  async code => {
    partner.onToken(status(code, { location: `${partner.origin}/elsewhere` }));

    expect(await outcomeWith()).toMatchObject(
      config(`answered ${code}; redirects are not followed: register the final URL`),
    );
    expect(partner.tokenRequests()).toHaveLength(1);
  },
);

const notJson = 'its answer is not a JSON object';
const noToken = 'its answer has no access_token';
const badToken = 'its access_token is not 1 to 8192 visible ASCII characters';
const badType = 'its token_type is not "bearer", which is the only supported type';
test.each([
  ['HTML', html, notJson],
  ['nothing', '', notJson],
  ['a JSON string', '"S3CRET"', notJson],
  ['a JSON list', '[{"access_token":"S3CRET"}]', notJson],
  ['null', 'null', notJson],
  ['form parameters', 'access_token=S3CRET&token_type=bearer', notJson],
  ['gzip that nobody asked for', gzipSync('{"access_token":"S3CRET"}'), notJson],
  ['JSON that breaks off', '{"access_token":"S3CRET', notJson],
  ['an empty object', '{}', noToken],
  ['an error with status 200', '{"error":"S3CRET"}', noToken],
  ['an empty token', '{"access_token":""}', badToken],
  ['a token that is a number', '{"access_token":42}', badToken],
  ['a token with a line break', '{"access_token":"S3CRET\\r\\nX-Evil: 1"}', badToken],
  ['a token with a space', '{"access_token":"S3CRET b"}', badToken],
  ['a token beyond ASCII', '{"access_token":"S3CRETé"}', badToken],
  ['a token that is too long', JSON.stringify({ access_token: 'x'.repeat(8193) }), badToken],
  ['another kind of token', '{"access_token":"S3CRET","token_type":"mac"}', badType],
  ['a kind of token that is no text', '{"access_token":"S3CRET","token_type":1}', badType],
])('%s instead of a token is the partner’s to put right', async (_, body, message) => {
  partner.onToken(response => {
    response.writeHead(200, { 'content-encoding': typeof body === 'string' ? 'identity' : 'gzip' }).end(body);
  });

  expect(await outcomeWith()).toEqual(config(message));
});

test.each(['Bearer', 'bearer', 'BEARER', undefined])('a token of type %s is sent', async tokenType => {
  partner.onToken(grant({ token_type: tokenType }));

  expect(await partner.createInstance()()).toMatchObject({ class: 'DELIVERED' });
});

test('a token of 8,192 characters is sent as it is', async () => {
  const token = '~'.repeat(8192);
  partner.onToken(grant({ access_token: token }));

  await partner.createInstance()();

  expect(partner.posts()[0]?.headers.authorization).toBe(`Bearer ${token}`);
});

test.each([
  ['JSON with a token in front', `{"access_token":"S3CRET","filler":"${'x'.repeat(17_000)}"}`],
  ['megabytes', 'x'.repeat(4_000_000)],
])('an answer that is too large, %s, is not used', async (_, body) => {
  partner.onToken(response => {
    response.end(body);
  });

  expect(await outcomeWith()).toEqual(config('answered more than 16 KiB'));
});

test('a large error page counts by its status', async () => {
  partner.onToken(response => {
    response.writeHead(502).end(html.repeat(1000));
  });

  expect(await outcomeWith()).toMatchObject({
    class: 'SERVER_ERROR',
    message: 'token endpoint: answered 502',
  });
});

test.each([
  ['never answers', () => {}],
  ['sends a head and then drips', (write: (text: string) => void) => write('{"access_token":"S3CRET",')],
])('an endpoint that %s is cut at the deadline', async (_, behave) => {
  partner.onToken(response => {
    const timer = setInterval(() => behave(text => response.write(text)), 20);
    response.once('close', () => clearInterval(timer));
  });

  expect(await outcomeWith({ deadlineMs: 200 })).toEqual({
    class: 'TIMEOUT',
    message: 'token endpoint: no answer within 0.2 s',
  });
});

test('an answer that breaks off is no answer', async () => {
  partner.onToken(response => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"access_token":"S3CRET"}', () => response.socket?.destroy());
  });

  expect(await outcomeWith()).toEqual({
    class: 'NETWORK',
    message: 'token endpoint: no answer: ECONNRESET',
  });
});

test('an endpoint that does not speak HTTP is a network failure', async () => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => socket.end('S3CRET\r\n'));
  });
  const oauth = { authEndpoint: `${server.origin}/token` };

  expect(await outcomeWith({ oauth, extraOrigins: [server.origin] })).toMatchObject({
    class: 'NETWORK',
    message: expect.stringMatching(/^token endpoint: no answer: HPE_\w+$/),
  });
});

test.each([
  ['an address', 'https://10.0.0.1/token?S3CRET', 'expected a host name, not an IP address'],
  ['plain http', 'http://partner.example.com/S3CRET', 'expected an https: URL, got http:'],
])('an endpoint at %s is not asked', async (_, authEndpoint, message) => {
  expect(await outcomeWith({ oauth: { authEndpoint } })).toEqual(config(`not called: ${message}`));
});

test('an endpoint that DNS leads to a private address is not asked', async () => {
  const oauth = { authEndpoint: 'https://partner.example.com/token' };

  expect(await outcomeWith({ oauth })).toEqual(
    config('not called: partner.example.com leads to an address that is not public'),
  );
});
