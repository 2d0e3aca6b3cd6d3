// JSON that comes from outside: it may be anything, and need not be JSON at all.

/** The value; what is not JSON stays the text it is. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
