// Hosts with private addresses: the resolver of each test returns the addresses.
import type { LookupAddress } from 'node:dns';
import https from 'node:https';
import net from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadlineIn } from '../../../../../core/runtime/outbound/deadline.ts';
import { AddressRefused, createAgents } from '../../../../../core/runtime/outbound/guarded-connect.ts';
import { createOutbound } from '../../../../../core/runtime/outbound/outbound.ts';
import type { Resolve } from '../../../../../core/runtime/outbound/resolver.ts';
import { serveAnswers, status } from '../../../../support/handlers/loopback-server.ts';

const resolver = { answer: (): LookupAddress[] => [] };
const resolve: Resolve = async () => resolver.answer();

const resolvesTo = (...addresses: string[]): void => {
  resolver.answer = () => addresses.map(address => ({ address, family: net.isIP(address) }));
};

/** How often any socket has tried to connect since the test began. */
let attempts: () => number;

beforeEach(() => {
  const emitted = vi.spyOn(net.Socket.prototype, 'emit');
  attempts = () => emitted.mock.calls.filter(([event]) => String(event) === 'connectionAttempt').length;
});
afterEach(() => vi.restoreAllMocks());

const post = (url: string, extraOrigins: string[] = []) =>
  createOutbound({ extraOrigins, resolve })({
    url,
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(10_000),
  });

test.each([
  ['loopback', ['127.0.0.1']],
  ['a private network', ['10.0.0.5']],
  ['the metadata service', ['169.254.169.254']],
  ['IPv6 loopback', ['::1']],
  ['IPv4 in IPv6', ['::ffff:127.0.0.1']],
  ['a public address and a private one', ['93.184.215.14', '10.0.0.5']],
  ['a private address and a public one', ['10.0.0.5', '93.184.215.14']],
  ['no address', []],
])('a host that resolves to %s is refused, and no connection is tried', async (_, addresses) => {
  resolvesTo(...addresses);

  const answer = await post('https://partner.example.com/webhooks');

  expect(answer).toEqual({
    kind: 'refused',
    message: 'partner.example.com leads to an address that is not public',
  });
  expect(attempts()).toBe(0);
});

test('a host that does not resolve is a network failure', async () => {
  resolver.answer = () => {
    throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
  };

  expect(await post('https://partner.example.com/')).toEqual({ kind: 'network', message: 'ENOTFOUND' });
});

test('a URL that may not be registered is refused without a look-up', async () => {
  resolver.answer = () => {
    throw new Error('this must not be asked');
  };

  expect(await post('https://localhost/')).toMatchObject({ kind: 'refused' });
  expect(await post('http://partner.example.com/')).toMatchObject({ kind: 'refused' });
  expect(attempts()).toBe(0);
});

test('the agent refuses a literal address, for which no look-up is made', () => {
  const agent = createAgents([], resolve)('https://partner.example.com');

  expect(() => https.request({ host: '127.0.0.1', port: 443, agent })).toThrow(AddressRefused);
  expect(attempts()).toBe(0);
});

test('an extra origin is allowed, and other origins are not', async () => {
  await using server = await serveAnswers(status(200));
  resolvesTo('127.0.0.1');

  expect(await post(`${server.origin}/`, [server.origin])).toMatchObject({ kind: 'answered' });
  expect(attempts()).toBe(1);
  expect(await post('https://partner.example.com/', [server.origin])).toMatchObject({ kind: 'refused' });
  expect(attempts()).toBe(1);
});
