// Token endpoints that fail or are hostile: each attempt gets an outcome with the reason, the answer is never
// quoted, and a token endpoint cannot disable the target.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { json, serveRaw, status } from '../../../support/handlers/loopback-server.ts';
import { grant, serveOauthPartner } from '../../../support/handlers/oauth-partner.ts';

// Every name resolves to a private address; the loopback servers are called by IP address.
const partner = await serveOauthPartner(async () => [{ address: '10.0.0.1', family: 4 }]);
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
])('an answer %i is an outcome of the attempt, and does not disable the target', async (code, expected) => {
  partner.onToken(json({ error: 'S3CRET' }, code, { 'retry-after': '7' }));

  expect(await outcomeWith()).toMatchObject(expected);
});

test.each([
  ['45.5', 45_500],
  ['in 45 seconds', undefined],
])('Retry-After "%s" of a token endpoint is read as that of a webhook', async (value, retryAfterMs) => {
  partner.onToken(json({}, 503, { 'retry-after': value }));

  expect((await outcomeWith()).retryAfterMs).toBe(retryAfterMs);
});

test.each([301, 302, 307, 308])('a redirect %i is not followed, also not within the origin', async code => {
  partner.onToken(status(code, { location: `${partner.origin}/elsewhere` }));

  expect(await outcomeWith()).toMatchObject(
    config(`answered ${code}; redirects are not followed: register the final URL`),
  );
  expect(partner.tokenRequests()).toHaveLength(1);
});

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
  ['unrequested gzip', gzipSync('{"access_token":"S3CRET"}'), notJson],
  ['truncated JSON', '{"access_token":"S3CRET', notJson],
  ['JSON after two byte order marks', '\ufeff\ufeff{"access_token":"S3CRET"}', notJson],
  ['an empty object', '{}', noToken],
  ['an error with status 200', '{"error":"S3CRET"}', noToken],
  ['an empty token', '{"access_token":""}', badToken],
  ['a token that is a number', '{"access_token":42}', badToken],
  ['a token with a line break', '{"access_token":"S3CRET\\r\\nX-Evil: 1"}', badToken],
  ['a token with a space', '{"access_token":"S3CRET b"}', badToken],
  ['a token beyond ASCII', '{"access_token":"S3CRETé"}', badToken],
  ['a token that is too long', JSON.stringify({ access_token: 'x'.repeat(8193) }), badToken],
  ['another token type', '{"access_token":"S3CRET","token_type":"mac"}', badType],
  ['a token type that is not a string', '{"access_token":"S3CRET","token_type":1}', badType],
])('%s instead of a token is a CONFIG outcome', async (_, body, message) => {
  partner.onToken(response => {
    response.writeHead(200, { 'content-encoding': typeof body === 'string' ? 'identity' : 'gzip' }).end(body);
  });

  expect(await outcomeWith()).toEqual(config(message));
});

test.each(['Bearer', 'bearer', 'BEARER', undefined])('a token of type %s is sent', async tokenType => {
  partner.onToken(grant({ token_type: tokenType }));

  expect(await partner.createInstance()()).toMatchObject({ class: 'DELIVERED' });
});

test('an answer that begins with a byte order mark is read without it', async () => {
  partner.onToken(response => void response.end('\ufeff{"access_token":"token-1"}'));

  expect(await partner.createInstance()()).toMatchObject({ class: 'DELIVERED' });
  expect(partner.posts()[0]?.headers.authorization).toBe('Bearer token-1');
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
])('a too large answer, %s, is not used', async (_, body) => {
  partner.onToken(response => {
    response.end(body);
  });

  expect(await outcomeWith()).toEqual(config('answered more than 16 KiB'));
});

test('a large error page is judged by its status', async () => {
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
  ['sends half an answer', (write: (text: string) => void) => write('{"access_token":"S3CRET",')],
])('an endpoint that %s is aborted at the deadline', async (_, behave) => {
  partner.onToken(response => {
    const timer = setInterval(() => behave(text => response.write(text)), 20);
    response.once('close', () => clearInterval(timer));
  });

  expect(await outcomeWith({ deadlineMs: 200 })).toEqual({
    class: 'TIMEOUT',
    message: 'token endpoint: no answer within 0.2 s',
  });
});

test('a truncated answer is a NETWORK outcome', async () => {
  partner.onToken(response => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"access_token":"S3CRET"}', () => response.socket?.destroy());
  });

  expect(await outcomeWith()).toEqual({
    class: 'NETWORK',
    message: 'token endpoint: no answer: ECONNRESET',
  });
});

test('an endpoint that does not speak HTTP is a NOT_HTTP outcome', async () => {
  await using server = await serveRaw(socket => {
    socket.once('data', () => socket.end('S3CRET\r\n'));
  });
  const oauth = { authEndpoint: `${server.origin}/token` };

  expect(await outcomeWith({ oauth, extraOrigins: [server.origin] })).toMatchObject({
    class: 'NOT_HTTP',
    message: expect.stringMatching(/^token endpoint: answered something that is not HTTP: .+ \(HPE_\w+\)$/),
  });
});

test.each([
  ['an IP address', 'https://10.0.0.1/token?S3CRET', 'expected a host name, not an IP address'],
  ['plain http', 'http://partner.example.com/S3CRET', 'expected an https: URL, got http:'],
])('an endpoint with %s is not called', async (_, authEndpoint, message) => {
  expect(await outcomeWith({ oauth: { authEndpoint } })).toEqual(config(`not called: ${message}`));
});

test('an endpoint that resolves to a private address is not called', async () => {
  const oauth = { authEndpoint: 'https://partner.example.com/token' };

  expect(await outcomeWith({ oauth })).toEqual(
    config('not called: partner.example.com leads to an address that is not public'),
  );
});
