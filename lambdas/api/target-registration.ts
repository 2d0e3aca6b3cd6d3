// Registering, changing and deleting targets.
import { HeraldError } from '../domain/herald-error.ts';
import { refusalOfAccounts, type Target, type TargetInput, type WebhookTarget } from '../domain/target.ts';
import { splitWebhookAuth } from '../domain/webhook-auth.ts';
import { refusalOfUrl } from '../domain/webhook-url.ts';
import { newId } from '../runtime/id.ts';
import type { SecretWriter } from '../store/secrets.ts';
import type { Targets } from '../store/targets.ts';
import type { Action } from '../store/transaction.ts';
import type { AwsAdmission, CompleteAwsInput } from './aws-admission.ts';
import { requireSecret, requireSecretUnlessKept } from './webhook-secret.ts';

export type RegistrationDeps = {
  targets: Targets;
  secrets: SecretWriter;
  admission: AwsAdmission;
  account: string;
  extraOrigins: readonly string[];
  /** Milliseconds since the epoch. */
  clock: () => number;
};

type WebhookInput = Extract<TargetInput, { type: 'WEBHOOK' }>;
export type CompleteInput = CompleteAwsInput | WebhookInput;
export type TargetRegistration = ReturnType<typeof createTargetRegistration>;

export function createTargetRegistration(deps: RegistrationDeps) {
  const { targets, secrets, admission, account, extraOrigins, clock } = deps;

  const putSecret = async (licensor: string, ownerId: string, secret: string) => {
    const version = newId();
    return { version, action: await secrets.put({ licensor, ownerId, version }, secret) };
  };

  const expireSecret = ({ licensor, targetId, secretVersion }: WebhookTarget): Action =>
    secrets.expire({ licensor, ownerId: targetId, version: secretVersion }, clock());

  /** The secret version that a changed webhook has, and what the transaction does to secrets. */
  const changeSecret = async (before: WebhookTarget, input: WebhookInput) => {
    const { auth, secret } = splitWebhookAuth(input.auth);
    if (secret === undefined) {
      requireSecretUnlessKept(before, { destination: input.destination, auth });
      return { auth, secretVersion: before.secretVersion, actions: [] };
    }
    const stored = await putSecret(before.licensor, before.targetId, secret);
    return { auth, secretVersion: stored.version, actions: [stored.action, expireSecret(before)] };
  };

  return {
    /**
     * Checks what no schema can judge, and fills in what a partner may leave out.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    async complete(licensor: string, input: TargetInput): Promise<CompleteInput> {
      if (input.type === 'WEBHOOK') {
        const refusal = refusalOfUrl(input.destination, extraOrigins);
        if (refusal) throw new HeraldError('BAD_REQUEST', `destination: ${refusal}`);
        return input;
      }
      const refusal = refusalOfAccounts(input, account);
      if (refusal) throw new HeraldError('BAD_REQUEST', refusal);
      return admission.complete(licensor, input);
    },

    /** @throws HeraldError CONFLICT if the id is taken, BAD_REQUEST if the verifier refuses the role or queue */
    async register(licensor: string, targetId: string, input: CompleteInput): Promise<Target> {
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
        const target = { ...common, ...input, verification: await admission.verify(licensor, input) };
        await targets.create(target, admission.claims(licensor, input));
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
    async change(before: Target, input: CompleteInput, refusal: () => HeraldError): Promise<Target> {
      const { licensor, targetId, createdAt, usedBy } = before;
      const common = {
        ...{ licensor, targetId, createdAt, usedBy },
        status: 'ACTIVE' as const,
        version: before.version + 1,
        updatedAt: new Date(clock()).toISOString(),
      };
      if (input.type === 'WEBHOOK' && before.type === 'WEBHOOK') {
        const { actions, ...kept } = await changeSecret(before, input);
        const target = { ...common, ...input, ...kept };
        await targets.update(target, before.version, actions, refusal);
        return target;
      }
      if (input.type === 'WEBHOOK' || input.type !== before.type) {
        throw new HeraldError(
          'BAD_REQUEST',
          `type: a target keeps its type ${before.type}; register another target instead`,
        );
      }
      const target = { ...common, ...input, verification: await admission.verify(licensor, input) };
      await targets.update(target, before.version, admission.claims(licensor, input), refusal);
      return target;
    },

    /**
     * @param refusal thrown if the target has changed since it was read
     * @throws HeraldError CONFLICT naming the subscriptions that use the target
     */
    async remove(target: Target, refusal: () => HeraldError): Promise<void> {
      const users = [...(target.usedBy ?? [])].sort();
      if (users.length > 0) {
        const message = `this target is in use by subscriptions ${users.join(', ')}: change or delete them first`;
        throw new HeraldError('CONFLICT', message);
      }
      await targets.delete(target, target.type === 'WEBHOOK' ? [expireSecret(target)] : [], refusal);
    },
  };
}
