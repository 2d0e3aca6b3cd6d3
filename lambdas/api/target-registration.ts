// Registering, changing and deleting targets.
import { HeraldError } from '../domain/herald-error.ts';
import { refusalOfAccounts, type Target, type TargetInput, type WebhookTarget } from '../domain/target.ts';
import { splitWebhookAuth } from '../domain/webhook-auth.ts';
import { refusalOfUrl } from '../domain/webhook-url.ts';
import { newId } from '../runtime/id.ts';
import type { SecretWriter } from '../store/secrets.ts';
import type { Targets } from '../store/targets.ts';
import type { Action } from '../store/transaction.ts';
import { requireSecret, requireSecretUnlessKept } from './webhook-secret.ts';

export type RegistrationDeps = {
  targets: Targets;
  secrets: SecretWriter;
  account: string;
  extraOrigins: readonly string[];
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export type TargetRegistration = ReturnType<typeof createTargetRegistration>;

export function createTargetRegistration({
  targets,
  secrets,
  account,
  extraOrigins,
  clock,
}: RegistrationDeps) {
  /** @throws HeraldError BAD_REQUEST for a destination that no schema can judge */
  const check = (input: TargetInput): void => {
    const refusal =
      input.type === 'WEBHOOK'
        ? refusalOfUrl(input.destination, extraOrigins)
        : refusalOfAccounts(input, account);
    if (refusal)
      throw new HeraldError('BAD_REQUEST', input.type === 'WEBHOOK' ? `destination: ${refusal}` : refusal);
  };

  const putSecret = async (licensor: string, ownerId: string, secret: string) => {
    const version = newId();
    return { version, action: await secrets.put({ licensor, ownerId, version }, secret) };
  };

  const expireSecret = ({ licensor, targetId, secretVersion }: WebhookTarget): Action =>
    secrets.expire({ licensor, ownerId: targetId, version: secretVersion }, clock());

  return {
    check,

    /** @throws HeraldError CONFLICT if the id is taken */
    async register(licensor: string, targetId: string, input: TargetInput): Promise<Target> {
      const now = new Date(clock()).toISOString();
      const common = {
        licensor,
        targetId,
        status: 'ACTIVE' as const,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      if (input.type !== 'WEBHOOK') {
        const target = { ...common, ...input };
        await targets.create(target, []);
        return target;
      }
      const { auth, secret } = splitWebhookAuth(input.auth);
      const stored = await putSecret(licensor, targetId, requireSecret(auth, secret));
      const target = { ...common, ...input, auth, secretVersion: stored.version };
      await targets.create(target, [stored.action]);
      return target;
    },

    /**
     * Replaces a target's configuration and makes it active again.
     * @param refusal thrown if the target has changed since it was read
     */
    async change(before: Target, input: TargetInput, refusal: () => HeraldError): Promise<Target> {
      const common = {
        licensor: before.licensor,
        targetId: before.targetId,
        createdAt: before.createdAt,
        usedBy: before.usedBy,
        status: 'ACTIVE' as const,
        version: before.version + 1,
        updatedAt: new Date(clock()).toISOString(),
      };
      if (input.type !== 'WEBHOOK' || before.type !== 'WEBHOOK') {
        if (input.type === 'WEBHOOK' || input.type !== before.type) {
          throw new HeraldError(
            'BAD_REQUEST',
            `type: a target keeps its type ${before.type}; register another target instead`,
          );
        }
        const target = { ...common, ...input };
        await targets.update(target, before.version, [], refusal);
        return target;
      }
      const { auth, secret } = splitWebhookAuth(input.auth);
      if (secret === undefined) {
        requireSecretUnlessKept(before, { destination: input.destination, auth });
        const target = { ...common, ...input, auth, secretVersion: before.secretVersion };
        await targets.update(target, before.version, [], refusal);
        return target;
      }
      const stored = await putSecret(before.licensor, before.targetId, secret);
      const target = { ...common, ...input, auth, secretVersion: stored.version };
      await targets.update(target, before.version, [stored.action, expireSecret(before)], refusal);
      return target;
    },

    /**
     * @param refusal thrown if the target has changed since it was read
     * @throws HeraldError CONFLICT naming the subscriptions that use the target
     */
    async remove(target: Target, refusal: () => HeraldError): Promise<void> {
      const users = [...(target.usedBy ?? [])];
      if (users.length > 0) {
        throw new HeraldError(
          'CONFLICT',
          `this target is in use by subscriptions ${users.sort().join(', ')}: change or delete them first`,
        );
      }
      await targets.delete(target, target.type === 'WEBHOOK' ? [expireSecret(target)] : [], refusal);
    },
  };
}
