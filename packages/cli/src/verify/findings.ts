// Verifies a saved request, and says what is wrong with it.
import { timingSafeEqual } from 'node:crypto';
import {
  keyOfSecret,
  namedSignature,
  standardSignature,
} from '../../../../core/model/webhook-auth/hmac-signature.ts';
import type { SavedRequest } from './saved-request.ts';

export type Finding = {
  readonly code:
    | 'HEADER_MISSING'
    | 'HEADER_MALFORMED'
    | 'TIMESTAMP_OUT_OF_TOLERANCE'
    | 'BODY_CHANGED'
    | 'SECRET_IN_ANOTHER_FORM'
    | 'ID_OR_TIMESTAMP_CHANGED'
    | 'OWN_HEADER_DIFFERS'
    | 'WRONG_SECRET_OR_BODY';
  readonly message: string;
};

export type VerifyOptions = {
  readonly secret: string;
  /** The header of the target's own signature, lower case, and its hash */
  readonly header: string;
  readonly algorithm: string;
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch */
  readonly now: number;
};

const needed = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** @returns what is wrong; nothing for a request of Herald (docs/receiving.md, "Verify the signature") */
export function findingsOf(request: SavedRequest, options: VerifyOptions): Finding[] {
  const missing = needed.filter(name => !request.headers[name]);
  if (missing.length > 0)
    return missing.map(name => ({ code: 'HEADER_MISSING', message: `the header ${name} is missing` }));
  return [...timestampFindings(request, options), ...signatureFindings(request, options)];
}

function timestampFindings({ headers }: SavedRequest, { toleranceSeconds, now }: VerifyOptions): Finding[] {
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp))
    return [{ code: 'HEADER_MALFORMED', message: 'webhook-timestamp: expected seconds since the epoch' }];
  const age = Math.round(now / 1_000) - Number(timestamp);
  if (Math.abs(age) <= toleranceSeconds) return [];
  const distance = age > 0 ? `${age} s ago` : `${-age} s in the future`;
  return [
    {
      code: 'TIMESTAMP_OUT_OF_TOLERANCE',
      message: `webhook-timestamp: it was sent ${distance}, and ${toleranceSeconds} s are tolerated`,
    },
  ];
}

function signatureFindings(request: SavedRequest, options: VerifyOptions): Finding[] {
  const { headers, body } = request;
  const key = keyOfSecret(options.secret);
  const own = headers[options.header];
  const ownMatches = (bytes: Buffer) =>
    own !== undefined && isEqual(own.toLowerCase(), namedSignature(key, bytes, options.algorithm));
  if (isSigned(headers, key, body)) {
    if (own === undefined || ownMatches(body)) return [];
    const message = `${options.header}: it differs, and webhook-signature is right: check algorithm and rotation`;
    return [{ code: 'OWN_HEADER_DIFFERS', message }];
  }
  if (ownMatches(body))
    return [
      {
        code: 'ID_OR_TIMESTAMP_CHANGED',
        message: `secret and body are right (${options.header}), so webhook-id, webhook-timestamp or webhook-signature was changed`,
      },
    ];
  const form = secretForms(options.secret).find(({ value }) => isSigned(headers, keyOfSecret(value), body));
  if (form) return [{ code: 'SECRET_IN_ANOTHER_FORM', message: `the secret is right ${form.what}` }];
  const change = bodyForms(body).find(({ bytes }) => isSigned(headers, key, bytes) || ownMatches(bytes));
  if (change) return [{ code: 'BODY_CHANGED', message: `the body was changed: it is right ${change.what}` }];
  return [
    {
      code: 'WRONG_SECRET_OR_BODY',
      message:
        'no signature is of this secret and this body: compare the secret with that of the target, and take the body ' +
        'as it arrived, before any parser',
    },
  ];
}

const isSigned = (headers: SavedRequest['headers'], key: Buffer, body: Buffer): boolean => {
  const id = headers['webhook-id'] ?? '';
  const expected = standardSignature(key, { id, timestamp: headers['webhook-timestamp'] ?? '', body });
  return (headers['webhook-signature'] ?? '').split(' ').some(one => isEqual(one, expected));
};

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Forms in which a secret is often copied. */
function secretForms(secret: string): { what: string; value: string }[] {
  const bare = secret.replace(/^v1,/, '');
  return [
    { what: 'without the prefix v1,', value: bare },
    { what: 'with the prefix whsec_', value: `whsec_${secret}` },
    { what: 'as base64 of its text: give the text', value: Buffer.from(secret, 'base64').toString() },
    { what: 'without the white space around it', value: secret.trim() },
  ].filter(({ value }) => value !== secret);
}

/** What editors, proxies and JSON parsers do to a body. */
function bodyForms(body: Buffer): { what: string; bytes: Buffer }[] {
  const text = body.toString();
  const json = reserialized(text);
  return [
    { what: 'without the line break at its end', bytes: Buffer.from(text.replace(/\r?\n$/, '')) },
    { what: 'without white space around it', bytes: Buffer.from(text.trim()) },
    { what: 'with \\n in place of \\r\\n', bytes: Buffer.from(text.replaceAll('\r\n', '\n')) },
    { what: 'without a byte order mark', bytes: Buffer.from(text.replace(/^\uFEFF/, '')) },
    ...(json === undefined
      ? []
      : [{ what: 'as compact JSON: it was parsed and written again', bytes: json }]),
  ];
}

function reserialized(text: string): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
