// Registering, changing and deleting targets. A caller that makes or deletes a target together with something else takes the pieces:
// `prepare` and `commitCreation`, `prepareRemoval` and `commitRemoval`, with a transaction of its own between them.
import { isDeepStrictEqual } from 'node:util';
import { HeraldError } from '../model/api/herald-error.ts';
import { refusalOfAccounts, type Target, type TargetInput } from '../model/target/target.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { SecretWriter } from '../store/registry/secrets.ts';
import type { Targets } from '../store/registry/targets.ts';
import type { AwsAdmission, AwsInput, CompleteAwsInput } from './aws-admission.ts';
import { createOwnedSecrets } from './owned-secrets.ts';
import type { PartnerSources } from './partner-sources.ts';
import type { TargetStatuses } from './target-statuses.ts';
import {
  createWebhookRegistration,
  ownerOf,
  type WebhookInput,
  type WebhookUpdate,
} from './webhook-registration.ts';

export type RegistrationDeps = {
  targets: Targets;
  profiles: AuthProfiles;
  secrets: SecretWriter;
  admission: AwsAdmission;
  sources: PartnerSources;
  statuses: TargetStatuses;
  account: string;
  extraOrigins: readonly string[];
  /** Milliseconds since the epoch. */
  clock: () => number;
};

type PartnerSourceInput = Extract<TargetInput, { type: 'EVENTBRIDGE_PARTNER' }>;
export type CompleteInput = CompleteAwsInput | PartnerSourceInput | WebhookInput;
export type CompleteUpdate = CompleteAwsInput | PartnerSourceInput | WebhookUpdate;
/** A target that is ready to be stored, and what its transaction does beside it. */
export type PreparedTarget = { target: Target; actions: Action[] };
export type TargetRegistration = ReturnType<typeof createTargetRegistration>;

export function createTargetRegistration(deps: RegistrationDeps) {
  const { targets, profiles, admission, sources, statuses, account, extraOrigins, clock } = deps;
  const secrets = createOwnedSecrets(deps.secrets, clock);
  const webhooks = createWebhookRegistration({ profiles, secrets, extraOrigins });

  const now = () => new Date(clock()).toISOString();

  /** @throws HeraldError CONFLICT naming the subscriptions that use the target, but for its owner */
  const prepareRemoval = (target: Target, owner?: string): Action[] => {
    const users = [...(target.usedBy ?? [])].filter(user => user !== owner).sort();
    if (users.length > 0) {
      const message = `this target is in use by subscriptions ${users.join(', ')}: change or delete them first`;
      throw new HeraldError('CONFLICT', message);
    }
    return [statuses.endAction(target), ...ownRemoval(target)];
  };

  const ownRemoval = (target: Target): Action[] => {
    if (target.type === 'WEBHOOK') return webhooks.drop(target);
    if (target.type !== 'EVENTBRIDGE_PARTNER') return [];
    return sources.dropActions(target.licensor, target.destination, target.targetId);
  };

  /**
   * Writes a prepared target by a transaction.
   * @throws what `write` throws
   */
  const commitCreation = async (target: Target, write: () => Promise<void>): Promise<void> => {
    if (target.type !== 'EVENTBRIDGE_PARTNER') return write();
    const { licensor, destination } = target;
    await write().catch(async (error: unknown) => {
      await sources.release(licensor, destination);
      throw error;
    });
    await sources.admit(licensor, destination);
  };

  /** Deletes a target by a transaction. @throws what `write` throws */
  const commitRemoval = async (target: Target, write: () => Promise<void>): Promise<void> => {
    await write();
    if (target.type === 'EVENTBRIDGE_PARTNER') await sources.release(target.licensor, target.destination);
  };

  /**
   * Makes a target of an input, but for the last transaction: proof of access is asked for, secrets are encrypted.
   * @throws HeraldError BAD_REQUEST naming the field, or the step at which the verifier refuses the role or queue
   */
  const prepare = async (
    licensor: string,
    targetId: string,
    input: CompleteInput,
  ): Promise<PreparedTarget> => {
    const time = now();
    const common = {
      ...{ licensor, targetId, version: 1, createdAt: time, updatedAt: time },
      status: 'ACTIVE' as const,
    };
    if (input.type === 'WEBHOOK') {
      const { actions, ...settled } = await webhooks.create(common, input);
      return { target: { ...common, ...input, ...settled }, actions };
    }
    if (input.type === 'EVENTBRIDGE_PARTNER') {
      await sources.admit(licensor, input.destination);
      const actions = sources.useActions(licensor, input.destination, targetId);
      return { target: { ...common, ...input }, actions };
    }
    const verification = await admission.verify(licensor, input);
    return { target: { ...common, ...input, verification }, actions: admission.claims(licensor, input) };
  };

  return {
    prepare,
    prepareRemoval,
    commitCreation,
    commitRemoval,

    /**
     * Checks what no schema can judge, and fills in what a partner may leave out.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    async complete<W extends WebhookInput>(
      licensor: string,
      input: AwsInput | PartnerSourceInput | W,
    ): Promise<CompleteAwsInput | PartnerSourceInput | W> {
      if (input.type === 'WEBHOOK') {
        webhooks.check(input);
        return input;
      }
      const refusal =
        input.type === 'EVENTBRIDGE_PARTNER' ? sources.refusal() : refusalOfAccounts(input, account);
      if (refusal) throw new HeraldError('BAD_REQUEST', refusal);
      return input.type === 'EVENTBRIDGE_PARTNER' ? input : admission.complete(licensor, input);
    },

    /** @throws HeraldError CONFLICT if the id is taken, and as `prepare` does */
    async register(licensor: string, targetId: string, input: CompleteInput): Promise<Target> {
      const { target, actions } = await prepare(licensor, targetId, input);
      await commitCreation(target, () => targets.create(target, actions));
      return target;
    },

    /**
     * Replaces a target's configuration, and makes it active again if that is asked for.
     * @param status asked for; without it a disabled target stays disabled
     * @param refusal thrown if the target has changed since it was read
     */
    async change(
      before: Target,
      input: CompleteUpdate,
      status: 'ACTIVE' | undefined,
      refusal: () => HeraldError,
    ): Promise<Target> {
      const { licensor, targetId, createdAt, usedBy } = before;
      const common = {
        ...{ licensor, targetId, createdAt, usedBy, version: before.version + 1, updatedAt: now() },
        ...statusAfter(before, status),
      };
      const written = async (target: Target, actions: Action[]): Promise<Target> => {
        const changes = await statuses.changeActions(before, target);
        await targets.update(target, before, [...actions, ...changes], refusal);
        return target;
      };
      if (input.type === 'WEBHOOK' && before.type === 'WEBHOOK') {
        const { type, destination, httpMethod } = input;
        const { actions, ...settled } = await webhooks.change(before, input);
        return written({ ...common, type, destination, httpMethod, ...settled }, actions);
      }
      if (input.type === 'WEBHOOK' || input.type !== before.type) {
        throw kept('type', `its type ${before.type}`);
      }
      if (input.type === 'EVENTBRIDGE_PARTNER') {
        if (!isDeepStrictEqual(input.destination, before.destination)) {
          throw kept('destination', 'its partner event source');
        }
        await sources.admit(licensor, input.destination);
        return written({ ...common, ...input }, []);
      }
      const verification = await admission.verify(licensor, input);
      return written({ ...common, ...input, verification }, admission.claims(licensor, input));
    },

    /**
     * Forgets the signing secret that a rotation replaced.
     * @param refusal thrown if the target has changed since it was read
     * @throws HeraldError NOT_FOUND if there is none
     */
    async endRotation(before: Target, refusal: () => HeraldError): Promise<void> {
      const actions = secrets.endOverlap(before.type === 'WEBHOOK' ? ownerOf(before) : undefined);
      const target = { ...before, version: before.version + 1, updatedAt: now() };
      await targets.endRotation(target, before.version, actions, refusal);
    },

    /**
     * @param refusal thrown if the target has changed since it was read
     * @throws HeraldError CONFLICT naming the subscriptions that use the target
     */
    async remove(target: Target, refusal: () => HeraldError): Promise<void> {
      const actions = prepareRemoval(target);
      await commitRemoval(target, () => targets.delete(target, actions, refusal));
    },
  };
}

/** The status after a change: only its partner enables a target again, and only by saying so. */
function statusAfter({ status, statusReason, statusSince }: Target, asked: 'ACTIVE' | undefined) {
  return asked === 'ACTIVE' || status === 'ACTIVE'
    ? { status: 'ACTIVE' as const }
    : { status, statusReason, statusSince };
}

const kept = (field: string, what: string) =>
  new HeraldError('BAD_REQUEST', `${field}: a target keeps ${what}; register another target instead`);
