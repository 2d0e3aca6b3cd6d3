// Secret search: finds a secret that is stored or logged without encryption.
import { randomBytes } from 'node:crypto';

/** A random secret, so that every place where it is found is a leak. */
export const searchableSecret = (): string => `secret-${randomBytes(18).toString('hex')}`;

/** The secret itself, in hex, and the part of its base64 that does not depend on the surrounding text. */
function encodingsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map(offset => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64');
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  return [secret, Buffer.from(secret).toString('hex'), ...base64];
}

/** @returns whether the text contains the secret, in plain text, hex or base64 */
export const containsSecret = (text: string, secret: string): boolean =>
  encodingsOf(secret).some(encoding => text.includes(encoding));

/** An item of a table as text; binary values as UTF-8 and as base64. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value);
    return `${bytes.toString('utf8')}\n${bytes.toString('base64')}`;
  }
  if (value instanceof Set) return textOf([...value]);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, field]) => `${name}: ${textOf(field)}`)
    .join('\n');
}
