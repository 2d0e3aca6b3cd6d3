// What a webhook target's secret must be at registration and at an update.
import { HeraldError } from '../domain/herald-error.ts';
import type { WebhookTarget } from '../domain/target.ts';
import { secretFieldOf, type WebhookAuth } from '../domain/webhook-auth.ts';

/** @throws HeraldError BAD_REQUEST: a new target needs its secret */
export function requireSecret(auth: WebhookAuth, secret: string | undefined): string {
  if (secret !== undefined) return secret;
  throw new HeraldError('BAD_REQUEST', `auth.${secretFieldOf(auth.type)}: required, expected string`);
}

/**
 * Whether an update may keep the stored secret, which it does by leaving it out.
 * @throws HeraldError BAD_REQUEST if the kind of authentication or the origin changes: the old secret must not go to a new place
 */
export function requireSecretUnlessKept(
  before: WebhookTarget,
  after: { destination: string; auth: WebhookAuth },
): void {
  const field = `auth.${secretFieldOf(after.auth.type)}`;
  if (before.auth.type !== after.auth.type) {
    throw new HeraldError(
      'BAD_REQUEST',
      `${field}: required, because auth.type changes from ${before.auth.type}`,
    );
  }
  if (new URL(before.destination).origin !== new URL(after.destination).origin) {
    throw new HeraldError('BAD_REQUEST', `${field}: required, because destination changes to another origin`);
  }
}
