// Host names that a partner may register. A name that can never be resolved in public DNS is rejected.

/**
 * Names that public DNS never has: RFC 6761 (test, localhost, invalid, example), RFC 6762 (local), RFC 7686
 * (onion), RFC 9476 (alt), ICANN's resolution 2024.07.29.06 (internal), and the infrastructure domain arpa
 * with home.arpa (RFC 8375). The names example.com, example.net and example.org are ordinary names in DNS.
 */
const specialUse = ['test', 'localhost', 'invalid', 'example', 'local', 'onion', 'alt', 'internal', 'arpa'];

const maxHostLength = 253;
const maxLabelLength = 63;

/**
 * Checks an ASCII host name: RFC 1035, section 2.3.4 (lengths), and RFC 1123, section 2.1 (hyphens).
 * Underscores are accepted: RFC 2181, section 11, allows them, and some partners' hosts have them.
 * @returns why the name is rejected; undefined if it is allowed
 */
export function refusalOfHost(host: string): string | undefined {
  const labels = host.toLowerCase().split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2) return 'expected a public host name';
  if (labels.includes('')) return 'expected a public host name without empty labels ("..", or "." at an end)';
  if (host.length > maxHostLength) {
    return `expected a host name of at most ${maxHostLength} characters, got ${host.length}`;
  }
  const long = labels.find(label => label.length > maxLabelLength);
  if (long !== undefined) {
    return `expected at most ${maxLabelLength} characters between two dots of the host name, got ${long.length}`;
  }
  const hyphenated = labels.find(label => label.startsWith('-') || label.endsWith('-'));
  if (hyphenated !== undefined) {
    return `expected no hyphen at the start or end of "${hyphenated}" in the host name`;
  }
  return specialUse.includes(last)
    ? `expected a public host name: names under ".${last}" are reserved and are no public hosts`
    : undefined;
}
