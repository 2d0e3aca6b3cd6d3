// The addresses that a partner's host may have: global unicast only. Blocked are the IANA IPv4 and IPv6
// Special-Purpose Address Registries (RFC 6890), multicast, and for IPv6 all outside 2000::/3.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const blocked = new BlockList();
for (const [ranges, family] of [
  [special4, 'ipv4'],
  [special6, 'ipv6'],
] as const) {
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    blocked.addSubnet(network, Number(prefix), family);
  }
}
const globalUnicast6 = new BlockList();
globalUnicast6.addSubnet('2000::', 3, 'ipv6');

/** @param address as the resolver or the socket writes it */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  return globalUnicast6.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}
