// Whether a host is in DNS, asked of a DNS server on the loopback interface.
import { afterAll, expect, test } from 'vitest';
import { createHostLookup } from '../../../../core/runtime/host-lookup.ts';
import { serveDns, type Zone } from '../../../support/handlers/dns-server.ts';

const zones: Record<string, ReturnType<Zone>> = {
  v4: { a: ['192.0.2.1'] },
  v6: { aaaa: ['2001:db8::1'] },
  missing: 'nxdomain',
  empty: {},
  broken: 'servfail',
};
const dns = await serveDns(host => zones[host.split('.')[0] ?? ''] ?? 'hang');
afterAll(() => dns[Symbol.asyncDispose]());

const hostExists = createHostLookup({ servers: dns.servers, timeoutMs: 200 });

test.each([
  ['v4', true],
  ['v6', true],
  ['missing', false],
  ['empty', false],
  ['broken', true],
  ['hanging', true],
])('the host %s.example.com: exists is %s', async (label, expected) => {
  expect(await hostExists(`${label}.example.com`)).toBe(expected);
});

test('names that do not answer do not hold up another one', async () => {
  const answered: string[] = [];
  const ask = async (label: string) => {
    await hostExists(`${label}.example.com`);
    answered.push(label);
  };

  await Promise.all([...Array.from({ length: 20 }, () => ask('hanging')), ask('v4')]);

  expect(answered[0]).toBe('v4');
});
