// Parses JSON from outside, which may have any shape.

/** @returns the value, or the text if it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
