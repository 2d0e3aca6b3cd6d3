// DNS answers with a private address at send time: alone, beside a public one, or only at the second look-up.
import type { LookupAddress } from 'node:dns';
import net from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadlineIn } from '../../../../../core/runtime/outbound/deadline.ts';
import { createOutbound } from '../../../../../core/runtime/outbound/outbound.ts';
import type { Resolve } from '../../../../../core/runtime/outbound/resolver.ts';
import { addresses, refusedUrls } from '../../../../support/builders/address-table.ts';
import { type Detour, redirectSockets } from '../../../../support/handlers/detour.ts';
import { serveAnswers, status } from '../../../../support/handlers/loopback-server.ts';

const resolver: { answers: LookupAddress[][]; asked: string[] } = { answers: [], asked: [] };
const resolve: Resolve = async host => {
  resolver.asked.push(host);
  return resolver.answers[Math.min(resolver.asked.length, resolver.answers.length) - 1] ?? [];
};

const publicAddress = '93.184.215.14';
const found = (...list: string[]): LookupAddress[] =>
  list.map(address => ({ address, family: net.isIP(address) }));
const leadsTo = (...answers: string[][]): void => {
  resolver.answers = answers.map(list => found(...list));
  resolver.asked = [];
};

let handed: string[];
let detour: Detour | undefined;

beforeEach(() => {
  detour = undefined;
  ({ handed } = redirectSockets(() => detour));
});
afterEach(() => vi.restoreAllMocks());

const post = (url = 'https://partner.example.com/hook', deadlineMs = 10_000) =>
  createOutbound({ extraOrigins: [], resolve })({
    url,
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(deadlineMs),
  });
const refused = { kind: 'refused', message: 'partner.example.com leads to an address that is not public' };

test.each(addresses)('a host that resolves to %s is refused without a connection', async address => {
  leadsTo([address]);

  expect(await post()).toEqual(refused);
  expect(handed).toEqual([]);
});

test.each(addresses)('a host that resolves to a public address and %s is refused', async address => {
  for (const answer of [
    [publicAddress, address],
    [address, publicAddress],
    ['2606:4700::1111', publicAddress, address],
  ]) {
    leadsTo(answer);
    expect(await post()).toEqual(refused);
  }
  expect(handed).toEqual([]);
});

test('a stored URL of the table is refused without a look-up or a connection', async () => {
  leadsTo([publicAddress]);

  for (const url of refusedUrls) expect(await post(url)).toMatchObject({ kind: 'refused' });
  expect(resolver.asked).toEqual([]);
  expect(handed).toEqual([]);
});

test('the resolver is asked once for a connection, so a changed answer is not used', async () => {
  await using server = await serveAnswers(status(200));
  detour = { port: Number(new URL(server.origin).port) };
  leadsTo([publicAddress], ['127.0.0.1']);

  await post();

  expect(resolver.asked).toEqual(['partner.example.com']);
  expect(handed).toEqual([publicAddress]);
});

test('each new connection is checked', async () => {
  await using server = await serveAnswers(status(200));
  detour = { port: Number(new URL(server.origin).port), seemsAt: publicAddress };
  leadsTo([publicAddress], ['10.0.0.1']);
  const outbound = createOutbound({ extraOrigins: [], resolve });
  const request = {
    url: 'https://partner.example.com/',
    method: 'POST',
    headers: {},
    body: '{}',
    deadline: deadlineIn(10_000),
  } as const;

  expect(await outbound(request)).not.toMatchObject({ kind: 'refused' });
  expect(await outbound(request)).toEqual(refused);
  expect(resolver.asked).toHaveLength(2);
  expect(handed).toEqual([publicAddress]);
});

test('a socket with another remote address is closed before the request is sent', async () => {
  await using server = await serveAnswers(status(200));
  detour = { port: Number(new URL(server.origin).port) };
  leadsTo([publicAddress]);

  expect(await post()).toEqual(refused);
  expect(server.connections()).toBe(0);
  expect(server.received).toEqual([]);
});

test('a socket to a public address is used if its certificate is for the host', async () => {
  await using server = await serveAnswers(status(200));
  detour = { port: Number(new URL(server.origin).port), seemsAt: publicAddress };
  leadsTo([publicAddress]);

  expect(await post()).toEqual({ kind: 'network', message: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});
