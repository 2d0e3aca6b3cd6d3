// Looking for a secret everywhere it could lie in the clear.

/** The text itself, its hex, and what of its base64 does not depend on the text around it. */
function spellingsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map(offset => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64');
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  return [secret, Buffer.from(secret).toString('hex'), ...base64];
}

export const holds = (text: string, secret: string): boolean =>
  spellingsOf(secret).some(spelling => text.includes(spelling));

/** A table's item as text; what is binary in it both as UTF-8 and as base64. */
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
