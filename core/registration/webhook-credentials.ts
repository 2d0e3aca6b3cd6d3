// What a webhook's credentials must be, whether they are a target's own or an auth profile's.
import { HeraldError } from '../model/api/herald-error.ts';
import { refusalOfUrl } from '../model/target/webhook-url.ts';
import {
  type SplitAuth,
  secretPathsOf,
  splitWebhookAuth,
  type WebhookAuth,
  type WebhookAuthInput,
} from '../model/webhook-auth/webhook-auth.ts';
import { requireFit } from './owned-secrets.ts';

/**
 * Takes credentials apart and checks what no schema can judge.
 * @param field of the owner, that holds them: `auth` or `authConfig`
 * @throws HeraldError BAD_REQUEST naming the field
 */
export function admitCredentials(
  input: WebhookAuthInput,
  field: string,
  extraOrigins: readonly string[],
): SplitAuth {
  if (input.type === 'oauth') {
    const refusal = refusalOfUrl(input.authEndpoint, extraOrigins);
    if (refusal) throw new HeraldError('BAD_REQUEST', `${field}.authEndpoint: ${refusal}`);
  }
  const split = splitWebhookAuth(input);
  requireFit(split.credentials, field);
  return split;
}

/** @throws HeraldError BAD_REQUEST naming those that are missing, and why they are needed, if that is not plain */
export function requireAllSecrets({ missing }: SplitAuth, field: string, reason?: string): void {
  if (missing.length === 0) return;
  const why = reason === undefined ? 'required, expected string' : `required, because ${reason}`;
  throw new HeraldError('BAD_REQUEST', missing.map(path => `${field}.${path}: ${why}`).join('; '));
}

type Configured = { destination: string; auth: WebhookAuth };

/**
 * Whether an update may leave a target's secrets out, which keeps the stored ones: not if an old secret would go to a new place.
 * @returns why they are needed again, or undefined
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
  const [paths, pathsBefore] = [after.auth, before.auth].map(auth => secretPathsOf(auth).sort().join(', '));
  return paths === pathsBefore ? undefined : `what is stored is ${pathsBefore}`;
}

const originOf = (url: string): string => new URL(url).origin;
