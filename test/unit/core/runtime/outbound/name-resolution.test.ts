// Host names as a DNS server answers them: names that hang, that do not exist, and that have several
// addresses.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadlineIn } from '../../../../../core/runtime/outbound/deadline.ts';
import { createOutbound } from '../../../../../core/runtime/outbound/outbound.ts';
import { createResolver, ResolverUnavailable } from '../../../../../core/runtime/outbound/resolver.ts';
import { redirectSockets } from '../../../../support/handlers/detour.ts';
import { serveDns, type Zone } from '../../../../support/handlers/dns-server.ts';
import { certifiedHost } from '../../../../support/handlers/loopback-certificate.ts';
import { serveAnswers, status } from '../../../../support/handlers/loopback-server.ts';

const publicAddress = '93.184.215.14';
const publicAddress6 = '2606:4700::1111';
const server = await serveAnswers(status(200));
const detour = { port: Number(new URL(server.origin).port), seemsAt: publicAddress };
let sockets: ReturnType<typeof redirectSockets>;
beforeEach(() => {
  sockets = redirectSockets(() => detour);
});
afterEach(() => vi.restoreAllMocks());

const isHanging = (host: string): boolean => host.startsWith('hanging');
const someHang: Zone = host => (isHanging(host) ? 'hang' : { a: [publicAddress] });
const post = (outbound: ReturnType<typeof createOutbound>, host: string) =>
  outbound({
    url: `https://${host}/hook`,
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(10_000),
  });
const outboundBy = ({ servers }: { servers: readonly string[] }) =>
  createOutbound({ extraOrigins: [], resolve: createResolver({ servers, lookupMs: 400 }) });

test('nine names that hang do not hold up the delivery to a healthy host, and only they time out', async () => {
  await using dns = await serveDns(someHang);
  const outbound = outboundBy(dns);
  const order: string[] = [];
  const finished = async (host: string) => {
    const answer = await post(outbound, host);
    order.push(host);
    return answer;
  };
  const hosts = Array.from({ length: 9 }, (_, n) => `hanging-${n}.example.com`);

  const hanging = Promise.all(hosts.map(finished));
  expect(await finished(certifiedHost)).toMatchObject({ kind: 'answered', status: 200 });
  expect(order).toEqual([certifiedHost]);

  expect(await hanging).toEqual(
    hosts.map(host => ({ kind: 'timeout', message: `the host name ${host} was not resolved within 0.4 s` })),
  );
});

test('a batch after one with hanging names is not affected by it', async () => {
  await using dns = await serveDns(someHang);
  const outbound = outboundBy(dns);
  await Promise.all([0, 1, 2, 3].map(n => post(outbound, `hanging-${n}.example.com`)));

  expect(await post(outbound, certifiedHost)).toMatchObject({ kind: 'answered' });
});

test('a resolver that answers for no name is a failure inside Herald', async () => {
  await using dns = await serveDns(() => 'hang');

  await expect(post(outboundBy(dns), 'partner.example.com')).rejects.toThrow(ResolverUnavailable);
});

test('a resolver that nothing listens at is a failure inside Herald', async () => {
  const dns = await serveDns(() => 'hang');
  await dns[Symbol.asyncDispose]();

  await expect(post(outboundBy(dns), 'partner.example.com')).rejects.toThrow(ResolverUnavailable);
});

test.each([
  ['does not exist', 'nxdomain', 'ENOTFOUND'],
  ['has name servers that fail', 'servfail', 'ESERVFAIL'],
  ['has no address', {}, 'ENODATA'],
] as const)('a host that %s is a network failure of its partner', async (_, found, code) => {
  await using dns = await serveDns(host => (host === 'partner.example.com' ? found : {}));

  expect(await post(outboundBy(dns), 'partner.example.com')).toEqual({ kind: 'network', message: code });
});

test('a host with both kinds of addresses is reached over IPv4', async () => {
  await using dns = await serveDns(() => ({ a: [publicAddress], aaaa: [publicAddress6] }));

  expect(await post(outboundBy(dns), certifiedHost)).toMatchObject({ kind: 'answered' });
  expect(sockets.handed).toEqual([publicAddress]);
});

test('an address is tried for long enough to reach a distant host, or to repeat a lost SYN', async () => {
  await using dns = await serveDns(() => ({ a: ['93.184.215.15', publicAddress] }));

  await post(outboundBy(dns), certifiedHost);

  expect(sockets.attemptTimeouts).toEqual([2500]);
});

test('a host without an IPv4 address is reached over IPv6', async () => {
  await using dns = await serveDns(() => ({ aaaa: [publicAddress6] }));

  expect(await post(outboundBy(dns), certifiedHost)).toMatchObject({ kind: 'answered' });
  expect(sockets.handed).toEqual([publicAddress6]);
});

test.each([
  [{ a: [publicAddress, '10.0.0.1'] }],
  [{ a: ['169.254.169.254'] }],
  [{ aaaa: ['::1'] }],
  [{ aaaa: [publicAddress6, 'fd00::1'] }],
])('a host with the records %o is refused', async records => {
  await using dns = await serveDns(() => records);

  expect(await post(outboundBy(dns), certifiedHost)).toMatchObject({ kind: 'refused' });
  expect(sockets.handed).toEqual([]);
});

test('an address is used again within its time to live, and concurrent look-ups of a name are one', async () => {
  await using dns = await serveDns(() => ({ a: [publicAddress], ttl: 60 }));
  const resolve = createResolver(dns);

  await Promise.all([resolve(certifiedHost), resolve(certifiedHost)]);
  await resolve(certifiedHost);

  expect(dns.queries).toEqual([`A ${certifiedHost}`]);
});

test('an address without a time to live is looked up for each connection', async () => {
  await using dns = await serveDns(() => ({ a: [publicAddress], ttl: 0 }));
  const resolve = createResolver(dns);

  await resolve(certifiedHost);
  await resolve(certifiedHost);

  expect(dns.queries).toHaveLength(2);
});
