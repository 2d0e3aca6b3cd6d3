import { expect, test } from 'vitest';
import { refusalOfUrl, withAsciiHost } from '../../../../../core/model/target/webhook-url.ts';

test.each([
  'https://partner.example.com',
  'https://partner.example.com/webhooks?tenant=1&x=%20',
  'https://partner.example.com:443/webhooks',
  'https://PARTNER.example.com/',
  'https://partner.example.com?only=query',
  'https://xn--bcher-kva.de/hook',
  'https://my_api.example.com/',
  'https://_hooks.example.com/',
  'https://example.com/',
  'https://internal.example.com/',
  'https://alt.example.org/',
  'https://a--b.example.com/',
  `https://${'a'.repeat(63)}.example.com/`,
  `https://${'abcdefg.'.repeat(30)}abcdefghij.de/`,
  'https://10.example.com/',
])('%s is accepted', url => {
  expect(refusalOfUrl(url, [])).toBeUndefined();
});

test.each([
  [
    'another protocol',
    ['http://a.example.com/', 'ftp://a.example.com/', 'file:///etc/passwd', 'javascript:alert(1)'],
  ],
  [
    'an unusual spelling of the protocol',
    ['HTTPS://a.example.com/', 'https:a.example.com', 'https:/a.example.com/'],
  ],
  ['a text that is not a URL', ['', 'a.example.com', '/webhooks', 'https://', 'https:///path']],
  [
    'another port',
    ['https://a.example.com:8443/', 'https://a.example.com:80/', 'https://a.example.com:0443/'],
  ],
  [
    'a user name',
    ['https://user@a.example.com/', 'https://user:pw@a.example.com/', 'https://@a.example.com/'],
  ],
  ['a fragment', ['https://a.example.com/#x', 'https://a.example.com#x']],
  [
    'an IPv4 literal',
    ['https://127.0.0.1/', 'https://8.8.8.8/', 'https://169.254.169.254/latest/meta-data/'],
  ],
  [
    'an IPv4 literal in an unusual spelling',
    [
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://127.0.0.1./',
      'https://0x7f000001/',
    ],
  ],
  [
    'an IPv6 literal',
    [
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[2606:4700::1111]/',
      'https://[fe80::1%25eth0]/',
    ],
  ],
  [
    'full-width or encoded characters in the host',
    ['https://１２７.0.0.1/', 'https://%6cocalhost/', 'https://a.example。com/', 'https://ex%61mple.com/'],
  ],
  [
    'white space or a backslash',
    [
      'https://a.example.com/ x',
      ' https://a.example.com/',
      'https://a.example.com/\n',
      'https://a.exa\tmple.com/',
      'https://a.example.com\\@evil.example.com/',
      'https:\\\\a.example.com/',
    ],
  ],
  [
    'a host name that is not public',
    [
      'https://localhost/',
      'https://foo.localhost/',
      'https://printer.local/',
      'https://metadata.google.internal/',
      'https://intranet/',
      'https://a.example.com./',
    ],
  ],
  [
    'a special-use name',
    [
      'https://hooks.test/',
      'https://a.b.invalid/',
      'https://partner.example/',
      'https://abcdefghij.onion/',
      'https://name.alt/',
      'https://nas.home.arpa/',
      'https://4.3.2.1.in-addr.arpa/',
      'https://PRINTER.LOCAL/',
      'https://my_api.internal/',
    ],
  ],
  [
    'a host name that DNS cannot have',
    [
      `https://${'a'.repeat(64)}.example.com/`,
      `https://${'abcdefg.'.repeat(30)}abcdefghijk.de/`,
      'https://-a.example.com/',
      'https://a-.example.com/',
      'https://a.-example.com/',
      'https://a.example.com-/',
      'https://a..example.com/',
      'https://.example.com/',
      'https://xn--a.example.com/',
    ],
  ],
])('%s is rejected', (_, urls) => {
  expect(urls.filter(url => refusalOfUrl(url, []) === undefined)).toEqual([]);
});

test('an extra origin is accepted with any path', () => {
  const extra = ['https://127.0.0.1:4567'];

  expect(refusalOfUrl('https://127.0.0.1:4567/any/path?q=1', extra)).toBeUndefined();
});

test.each([
  'https://127.0.0.1:4568/',
  'http://127.0.0.1:4567/',
  'https://127.0.0.1:45670/',
  'https://user@127.0.0.1:4567/',
  'https://127.0.0.1:4567@evil.example.com/',
  'https://127.1:4567/',
])('an extra origin does not allow %s', url => {
  expect(refusalOfUrl(url, ['https://127.0.0.1:4567'])).toBeDefined();
});

test('the message says what was expected', () => {
  expect(refusalOfUrl('http://a.example.com/', [])).toBe('expected an https: URL, got http:');
});

test.each([
  ['https://bücher.de/hook?q=ü', 'https://xn--bcher-kva.de/hook?q=ü'],
  ['https://BÜCHER.de', 'https://xn--bcher-kva.de'],
  ['https://straße.example.com:443/', 'https://xn--strae-oqa.example.com:443/'],
  ['https://例え.テスト.jp/', 'https://xn--r8jz45g.xn--zckzah.jp/'],
  ['https://my_api.пример.рф/', 'https://my_api.xn--e1afmkfd.xn--p1ai/'],
])('the internationalised host of %s becomes ASCII and is accepted', (text, ascii) => {
  expect(withAsciiHost(text)).toBe(ascii);
  expect(refusalOfUrl(ascii, [])).toBeUndefined();
});

test.each([
  'https://PARTNER.example.com/ü',
  'https://１２７.0.0.1/',
  'https://ｅxample.com/',
  'https://a.example。com/',
  'https://exa\u034fmple.com/',
  'https://exa\u00admple.com/',
  'https://\u212aelvin.example.com/',
  'https://user@bücher.de/',
  'not a URL ü',
])('%j is not changed', text => {
  expect(withAsciiHost(text)).toBe(text);
});
