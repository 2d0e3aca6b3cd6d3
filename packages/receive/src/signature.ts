// Verifies that a webhook request is Herald's: Standard Webhooks 1.0, or the header that the target names.

/** Why a request is refused. */
export type SignatureFault =
  | 'missing-header'
  | 'malformed-timestamp'
  | 'too-old'
  | 'too-new'
  | 'wrong-signature'
  | 'malformed-secret';

/** The request is not Herald's, or not authentic any more. The message has no secret and no signature. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  readonly fault: SignatureFault;

  constructor(fault: SignatureFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Header names in any case, as Node, `Headers` or a plain object has them. */
export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The body as it arrived, byte for byte, before any JSON parser. */
export type RawBody = string | Uint8Array<ArrayBuffer> | ArrayBuffer;

export type VerifyOptions = {
  /** The target's secret, or both during a rotation. */
  secret: string | readonly string[];
  /** How many seconds `webhook-timestamp` may differ from now; 300 by default. */
  toleranceSeconds?: number | undefined;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: (() => number) | undefined;
};

export type Verified = {
  /** The event id, the same on every attempt: deduplicate by it. */
  id: string;
  /** When this attempt was sent, seconds since the epoch. */
  timestamp: number;
};

const defaultToleranceSeconds = 300;
const encoder = new TextEncoder();

/**
 * Verifies `webhook-signature` (Standard Webhooks 1.0).
 * @param body the raw body
 * @throws SignatureError that says what is wrong
 */
export async function verify(
  headers: HeadersLike,
  body: RawBody,
  { secret, toleranceSeconds = defaultToleranceSeconds, clock = Date.now }: VerifyOptions,
): Promise<Verified> {
  const id = required(headers, 'webhook-id');
  const timestamp = timestampOf(required(headers, 'webhook-timestamp'));
  const signatures = required(headers, 'webhook-signature').split(' ');
  requireRecent(timestamp, toleranceSeconds, clock);
  const signed = joined(encoder.encode(`${id}.${timestamp}.`), bytesOf(body));
  const ours = signatures.flatMap(one => (one.startsWith('v1,') ? [fromBase64(one.slice(3))] : []));
  if (await isSigned('SHA-256', secretsOf(secret), signed, ours)) return { id, timestamp };
  throw new SignatureError(
    'wrong-signature',
    'webhook-signature: no signature fits this body and secret; the body must be the bytes that arrived',
  );
}

export type NamedOptions = Pick<VerifyOptions, 'secret'> & {
  /** `hmacHeader` of the target; `X-Signature` by default. */
  header?: string | undefined;
  /** `hmacAlgorithm` of the target; `HmacSHA256` by default. */
  algorithm?: keyof typeof digests | undefined;
};

const digests = { HmacSHA256: 'SHA-256', HmacSHA384: 'SHA-384', HmacSHA512: 'SHA-512' } as const;

/**
 * Verifies the header that the target names: the hex HMAC of the body. It does not cover the time, so prefer
 * `verify`.
 * @throws SignatureError that says what is wrong
 */
export async function verifyNamed(
  headers: HeadersLike,
  body: RawBody,
  { secret, header = 'X-Signature', algorithm = 'HmacSHA256' }: NamedOptions,
): Promise<void> {
  const signature = fromHex(required(headers, header));
  if (await isSigned(digests[algorithm], secretsOf(secret), bytesOf(body), [signature])) return;
  throw new SignatureError('wrong-signature', `${header}: it does not fit this body and secret`);
}

/** The value of a header; several values are joined, as HTTP does (RFC 9110, section 5.3). */
export function headerOf(headers: HeadersLike, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const wanted = name.toLowerCase();
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === wanted) ?? [];
  return typeof value === 'object' ? value.join(', ') : value;
}

function required(headers: HeadersLike, name: string): string {
  const value = headerOf(headers, name);
  if (value === undefined || value === '')
    throw new SignatureError('missing-header', `the request has no header ${name}`);
  return value;
}

function timestampOf(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new SignatureError(
    'malformed-timestamp',
    'webhook-timestamp: expected seconds since the epoch, in digits only',
  );
}

function requireRecent(timestamp: number, tolerance: number, clock: () => number): void {
  const age = Math.floor(clock() / 1000) - timestamp;
  if (age > tolerance)
    throw new SignatureError('too-old', `webhook-timestamp: it is ${age} s old, more than ${tolerance} s`);
  if (age < -tolerance)
    throw new SignatureError(
      'too-new',
      `webhook-timestamp: it is ${-age} s in the future, more than ${tolerance} s: check the clock`,
    );
}

/** WebCrypto compares in constant time. */
async function isSigned(
  hash: string,
  secrets: readonly string[],
  data: Uint8Array<ArrayBuffer>,
  signatures: readonly (Uint8Array<ArrayBuffer> | undefined)[],
): Promise<boolean> {
  let found = false;
  for (const secret of secrets) {
    const algorithm = { name: 'HMAC', hash };
    const key = await crypto.subtle.importKey('raw', keyOf(secret), algorithm, false, ['verify']);
    for (const signature of signatures)
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, data))) found = true;
  }
  return found;
}

function secretsOf(secret: string | readonly string[]): readonly string[] {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (secrets.length > 0 && secrets.every(one => one !== '')) return secrets;
  throw new SignatureError('malformed-secret', 'expected a secret that is not empty');
}

/** The decoded base64 of a secret `whsec_<base64>`; the UTF-8 bytes of any other secret. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith('whsec_')) return encoder.encode(secret);
  const key = fromBase64(secret.slice('whsec_'.length));
  if (key && key.length > 0) return key;
  throw new SignatureError('malformed-secret', 'expected base64 after "whsec_"');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), char => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[0-9a-f]{2})+$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}

/** @returns the bytes of a text in UTF-8 */
export function bytesOf(body: RawBody): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return encoder.encode(body);
  return body instanceof Uint8Array ? body : new Uint8Array(body);
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
