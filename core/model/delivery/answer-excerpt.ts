// An excerpt of the body of a failed answer, for the partner who looks for the cause.

/** `at`: when the attempt began, ISO 8601. */
export type AnswerExcerpt = {
  licensor: string;
  eventId: string;
  targetId: string;
  attempt: number;
  at: string;
  text: string;
};

const maxBytes = 1024;
const redacted = 'REDACTED';
/** A shorter beginning of a secret at the end of a body is not a secret that was cut off. */
const minCutOff = 4;
/** All but tab and line feed, and those that reverse the direction of text. */
const controls = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
const legible = (text: string): string => text.replace(controls, '');

/**
 * The excerpt of a body: UTF-8, without control characters, at most 1,024 bytes.
 * @param body as much of it as arrived
 * @param secrets what the request contained and the excerpt must not, if the receiver repeats it
 */
export function excerptOf(body: Buffer, secrets: readonly string[]): string {
  const text = withoutSecrets(legible(new TextDecoder().decode(body)), secrets.map(legible));
  // `stream` leaves out a character that the limit divides.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes), { stream: true });
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter(secret => secret !== '').sort((a, b) => b.length - a.length);
  const whole = longestFirst.reduce((left, secret) => left.replaceAll(secret, redacted), text);
  const cutOff = Math.max(0, ...longestFirst.map(secret => beginningAtEnd(whole, secret)));
  return cutOff === 0 ? whole : `${whole.slice(0, -cutOff)}${redacted}`;
}

/** How many characters of a secret's beginning end the text: the body may be cut off within the secret. */
function beginningAtEnd(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length); length >= minCutOff; length--)
    if (text.endsWith(secret.slice(0, length))) return length;
  return 0;
}
