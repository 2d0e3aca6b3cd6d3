// Addresses, hosts and URLs that Herald must refuse for a partner's URL. `addresses` are possible answers of
// DNS; `spellings` are hosts in a URL. Ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries.

export const addresses: readonly string[] = [
  // this host, loopback
  ...['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.0.0.2', '127.255.255.254', '::', '::1'],
  // private networks
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  // link-local, and the metadata services of AWS, of its containers, of others
  ...['169.254.0.1', '169.254.169.254', '169.254.170.2', '169.254.170.23', 'fe80::1', 'febf::1'],
  ...['fd00:ec2::254', 'fd00:ec2::23', '100.100.100.200', '192.0.0.192'],
  // carrier-grade NAT, protocol assignments, AS112, 6to4 relays
  ...['100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.0.170', '192.31.196.1', '192.52.193.1'],
  ...['192.88.99.1', '192.175.48.1'],
  // documentation, benchmarks
  ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255'],
  ...['2001:db8::1', '3fff::1', '2001:2::1'],
  // multicast, reserved, broadcast
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  // IPv4 in IPv6: mapped, compatible, translated (RFC 6052, 8215, 2765), 6to4, Teredo, ISATAP
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '::7f00:1'],
  ...['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '64:ff9b:1::7f00:1', '::ffff:0:127.0.0.1'],
  ...[
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2002:c0a8:1::1',
    '2001::1',
    '2001:0:7f00:1::1',
    'fe80::5efe:7f00:1',
  ],
  // unique local, site-local, ORCHID (old and new), discard-only, segment routing, AS112, unassigned
  ...['fc00::1', 'fd12:3456:789a::1', 'fec0::1', 'feff::1', '2001:10::1', '2001:20::1', '2001:30::1'],
  ...['100::1', '100:0:0:1::1', '5f00::1', '2620:4f:8000::1', '4000::1', '8000::1', '1::1'],
];

export const spellings: readonly string[] = [
  // decimal, octal, hexadecimal, short and mixed forms of 127.0.0.1 and 169.254.169.254
  ...['2130706433', '017700000001', '0x7f000001', '0x7F.1', '127.1', '127.0.1', '0177.0.0.1', '0x7f.0.0.1'],
  ...['0177.0.0.01', '00000177.0.0.1', '0', '0x0', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376'],
  ...['0xa9.0xfe.0xa9.0xfe', '169.16689662', '169.254.43518', '0xa9.254.0251.254'],
  // trailing dots
  ...['127.0.0.1.', '169.254.169.254.', 'localhost.', 'partner.example.com.', '2130706433.', '0x7f.1.'],
  // names that are not public
  ...['localhost', 'LOCALHOST', 'x.localhost', 'printer.local', 'metadata.google.internal'],
  ...['instance-data.ec2.internal', 'intranet', 'local'],
  // brackets, zones
  ...['[::1]', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]', '[0:0:0:0:0:0:0:1]', '[fe80::1%25eth0]', '[::]'],
  ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fd00:ec2::254]', '[2606:4700::1111]'],
  // user-info
  ...[
    'user@partner.example.com',
    'user:pw@partner.example.com',
    '@partner.example.com',
    ':@partner.example.com',
  ],
  ...[
    'partner.example.com@127.0.0.1',
    'partner.example.com:443@127.0.0.1',
    'partner.example.com%40127.0.0.1',
  ],
  // other ports
  ...[
    'partner.example.com:80',
    'partner.example.com:8443',
    'partner.example.com:22',
    'partner.example.com:0',
  ],
  ...['partner.example.com:00443', 'partner.example.com:', '127.0.0.1:443'],
  // full-width digits and dots, other scripts, punycode of them, percent-encoding, soft hyphens
  ...[
    '１２７.0.0.1',
    '127。0。0。1',
    '①②⑦.0.0.1',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'ｌｏｃａｌｈｏｓｔ',
    '١٢٧.0.0.1',
    'partner。example。com',
  ],
  ...['xn--1-wgn', 'xn--', '%31%32%37.0.0.1', '%6c%6fcalhost', '127.0.0.1%00.example.com', 'local\u00adhost'],
  // spellings that URL parsers repair, or parse differently
  ...[
    'partner.example.com\\@127.0.0.1',
    '127.0.0.1\\.example.com',
    'part\tner.example.com',
    'partner.example.com\n',
  ],
  ...[' partner.example.com', '127.0.0.1#.example.com', '', '.', '..', '*', 'partner_example.com!'],
];

/** Whole URLs with other schemes or unusual slashes. */
export const urls: readonly string[] = [
  ...[
    'http://partner.example.com/',
    'ftp://partner.example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
  ],
  ...['data:text/plain,x', 'javascript:alert(1)', 'wss://partner.example.com/', 'dict://127.0.0.1:11211/'],
  ...[
    '//partner.example.com/',
    'https:partner.example.com/',
    'https:/partner.example.com/',
    'https:///127.0.0.1/',
  ],
  ...['HTTPS://partner.example.com/', 'https:\\\\partner.example.com/', 'https://partner.example.com/#x'],
  ...['blob:https://partner.example.com/x', 'jar:https://partner.example.com!/', 'unix:/var/run/docker.sock'],
];

const inUrl = (address: string): string => `https://${address.includes(':') ? `[${address}]` : address}/`;

/** Every address and spelling as a URL. */
export const refusedUrls: readonly string[] = [
  ...new Set([...addresses.map(inUrl), ...spellings.map(host => `https://${host}/`), ...urls]),
];
