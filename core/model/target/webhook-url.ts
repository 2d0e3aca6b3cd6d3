// Which URLs a partner may give: https on port 443 at a named host, spelt plainly.
// `new URL` quietly repairs odd spellings (decimal addresses, tabs, backslashes), so the text is checked as well.
import { isIP } from 'node:net';

/**
 * Checks a partner-chosen URL before any address is looked up (that check is the outbound client's, at connect).
 * @param extraOrigins exact origins that are allowed whatever they look like; empty in every stage but local
 * @returns why the URL is refused, or undefined if it may be stored
 */
export function refusalOfUrl(text: string, extraOrigins: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'expected an absolute https URL';
  const url = new URL(text);
  if (text.includes('#')) return 'expected a URL without "#": a fragment is never sent';
  if (extraOrigins.includes(url.origin) && text.startsWith(`${url.origin}/`)) return undefined;
  if (url.protocol !== 'https:') return `expected an https: URL, got ${url.protocol}`;
  if (!/^https:\/\/[A-Za-z0-9.-]+(?::443)?(?:[/?#]|$)/.test(text) || /[\s\\]/.test(text)) {
    return 'expected https://<host name>/…, without user name, port or unusual characters in the host';
  }
  const host = url.hostname;
  if (isIP(host) !== 0 || /^[\d.]+$/.test(host)) return 'expected a host name, not an IP address';
  if (!host.includes('.') || host.endsWith('.') || /(^|\.)(localhost|local|internal)$/.test(host)) {
    return 'expected a public host name';
  }
  return undefined;
}
