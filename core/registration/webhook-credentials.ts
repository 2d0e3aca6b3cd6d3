// The checks of webhook credentials, for targets and auth profiles.
import { isDeepStrictEqual } from 'node:util';
import { badRequest, HeraldError, type Path } from '../model/api/herald-error.ts';
import { refusalOfUrl } from '../model/target/webhook-url.ts';
import {
  type SplitAuth,
  secretNamesOf,
  splitWebhookAuth,
  type WebhookAuth,
  type WebhookAuthInput,
} from '../model/webhook-auth/webhook-auth.ts';
import { withGeneratedSecret } from './generated-secret.ts';

/** The longest plaintext that KMS encrypts, bytes (KMS API Reference, Encrypt). */
const maxBytes = 4096;

/**
 * Separates the secrets from the other fields, and makes the checks that a schema cannot make.
 * @param field the owner's field that holds the credentials: `auth` or `authConfig`
 * @throws HeraldError BAD_REQUEST naming the field
 */
export function admitCredentials(
  input: WebhookAuthInput,
  field: string,
  extraOrigins: readonly string[],
): SplitAuth {
  if (input.type === 'oauth') {
    const refusal = refusalOfUrl(input.authEndpoint, extraOrigins);
    if (refusal) throw badRequest([field, 'authEndpoint'], refusal);
  }
  const split = splitWebhookAuth(input);
  requireSize(split, field);
  return split;
}

/** @throws HeraldError BAD_REQUEST if the secrets are too large to be encrypted together */
function requireSize({ credentials }: SplitAuth, field: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(credentials));
  if (bytes <= maxBytes) return;
  throw badRequest([field], `expected secrets of at most ${maxBytes} bytes together, got ${bytes} bytes`);
}

/**
 * The secrets of a new owner: those of the request, and a signing secret that Herald makes if it is missing.
 * @returns `hmacSecret`: see `withGeneratedSecret`
 * @throws HeraldError BAD_REQUEST naming the secrets that are missing, or if they are too large together
 */
export function completeCredentials(requested: SplitAuth, field: string) {
  const completed = withGeneratedSecret(requested);
  requireAllSecrets(completed.split, field);
  requireSize(completed.split, field);

  return completed;
}

/**
 * @param reason why the secrets are required, if that is not obvious
 * @throws HeraldError BAD_REQUEST naming the secrets that are missing
 */
export function requireAllSecrets({ missing }: SplitAuth, field: string, reason?: string): void {
  if (missing.length === 0) return;
  const message = reason === undefined ? 'required, expected string' : `required, because ${reason}`;
  const issues = missing.map((path: Path) => ({ path: [field, ...path], message }));
  throw new HeraldError('BAD_REQUEST', issues);
}

type Configured = { destination: string; auth: WebhookAuth };

/**
 * Whether an update that omits the secrets may keep the stored ones. It may not if a stored secret would be
 * sent to another origin.
 * @returns why the secrets are required; undefined if they may be omitted
 */
export function refusalToKeep(before: Configured, after: Configured): string | undefined {
  if (before.auth.type !== after.auth.type) return `auth.type changes from ${before.auth.type}`;
  if (originOf(before.destination) !== originOf(after.destination))
    return 'destination changes to another origin';
  if (
    before.auth.type === 'oauth' &&
    after.auth.type === 'oauth' &&
    originOf(before.auth.authEndpoint) !== originOf(after.auth.authEndpoint)
  ) {
    return 'auth.authEndpoint changes to another origin';
  }
  if (emptiesUsername(before.auth, after.auth)) return 'auth.username becomes empty';
  const [names, namesBefore] = [after.auth, before.auth].map(auth => secretNamesOf(auth).sort());
  return isDeepStrictEqual(names, namesBefore)
    ? undefined
    : `the stored secrets are ${namesBefore?.join(', ')}`;
}

/**
 * A user name may become empty only together with a password: the stored one may be empty, and is unknown
 * here.
 */
const emptiesUsername = (before: WebhookAuth, after: WebhookAuth): boolean =>
  before.type === 'basic' && before.username !== '' && after.type === 'basic' && after.username === '';

const originOf = (url: string): string => new URL(url).origin;
