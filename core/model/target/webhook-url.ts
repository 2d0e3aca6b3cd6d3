// The URLs that a partner may register: https, port 443, a public host name, in the usual spelling. `new URL`
// silently repairs unusual spellings (decimal addresses, tabs, backslashes), so the text is checked too.
import { isIP } from 'node:net';
import * as z from 'zod';
import { refusalOfHost } from './host-name.ts';

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
  if (!/^https:\/\/[A-Za-z0-9._-]+(?::443)?(?:[/?#]|$)/.test(text) || /[\s\\]/.test(text)) {
    return 'expected https://<host name>/…, without user name, port or unusual characters in the host';
  }
  const host = url.hostname;
  if (isIP(host) !== 0 || /^[\d.]+$/.test(host)) return 'expected a host name, not an IP address';
  return refusalOfHost(host);
}

/**
 * Replaces an internationalised host name by its ASCII form (UTS 46, "punycode"), which DNS, TLS and the
 * `Host` header need, e.g. `https://bücher.de/` by `https://xn--bcher-kva.de/`. Any other text stays the
 * same. So does an unusual spelling, such as full-width digits, which `refusalOfUrl` then rejects.
 */
export function withAsciiHost(text: string): string {
  const [, host = ''] = /^https:\/\/([\p{L}\p{M}\p{N}._-]+)(?:[:/?#]|$)/u.exec(text) ?? [];
  if (!/[^\0-\x7f]/.test(host) || !URL.canParse(text)) return text;
  if (host.normalize('NFKC').toLowerCase() !== host.toLowerCase()) return text;
  const ascii = new URL(text).hostname;
  return isEachLabelEncoded(host, ascii) ? text.replace(host, ascii) : text;
}

/** Whether each label with other characters than ASCII became one of the form `xn--…`. */
function isEachLabelEncoded(host: string, ascii: string): boolean {
  const labels = host.split('.');
  const encoded = ascii.split('.');
  return (
    labels.length === encoded.length &&
    labels.every((label, index) => !/[^\0-\x7f]/.test(label) || encoded[index]?.startsWith('xn--'))
  );
}

/** A URL in a request, with its host in ASCII. `refusalOfUrl` checks the rest. */
export const urlSchema = z.string().max(2048).overwrite(withAsciiHost);
