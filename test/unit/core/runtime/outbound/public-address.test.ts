import { expect, test } from 'vitest';
import { isPublicAddress } from '../../../../../core/runtime/outbound/public-address.ts';

const accepted = (addresses: readonly string[]) => addresses.filter(isPublicAddress);

test.each([
  [
    'IPv4',
    [
      '1.1.1.1',
      '8.8.8.8',
      '93.184.215.14',
      '172.15.255.255',
      '172.32.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '192.0.1.0',
      '223.255.255.255',
    ],
  ],
  ['IPv6', ['2606:4700::1111', '2a00:1450:4001::1', '2001:200::1', '2001:4860:4860::8888']],
])('global unicast %s is public', (_, addresses) => {
  expect(accepted(addresses)).toEqual(addresses);
});

test.each([
  ['this host and loopback', ['0.0.0.0', '0.255.255.255', '127.0.0.1', '127.255.255.254', '::', '::1']],
  [
    'private networks',
    ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::1'],
  ],
  [
    'link-local, the metadata service included',
    ['169.254.169.254', '169.254.0.1', 'fe80::1', 'febf::1', 'fd00:ec2::254'],
  ],
  ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
  [
    'documentation, benchmarks and protocol assignments',
    [
      '192.0.0.1',
      '192.0.2.1',
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.1',
      '203.0.113.1',
      '2001:db8::1',
      '2001:2::1',
      '3fff::1',
    ],
  ],
  [
    'multicast, broadcast and reserved',
    ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', '4000::1', '5f00::1'],
  ],
  [
    'IPv4 in IPv6: mapped, compatible, translated, 6to4, Teredo',
    [
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001::1',
      '2001:1ff:ffff::1',
    ],
  ],
  [
    'what is no address',
    ['', 'localhost', '127.1', '2130706433', '1.1.1.1.', '1.1.1.256', '[::1]', 'fe80::1%eth0'],
  ],
])('%s is not public', (_, addresses) => {
  expect(accepted(addresses)).toEqual([]);
});
