// The URLs that a partner may register: https, port 443, a public host name, in the usual spelling. `new URL`
// silently repairs unusual spellings (decimal addresses, tabs, backslashes), so the text is checked too.
import { isIP } from 'node:net';

/**
 * Checks the text of a URL. The outbound client checks the address that it connects to
 * (core/runtime/outbound/).
 * @param extraOrigins origins that are allowed without further checks; empty except on the local stage
 * @returns why the URL is rejected; undefined if it is allowed
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
