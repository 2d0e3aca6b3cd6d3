// Checks, creates, changes and deletes targets by type. Each type has its own module.
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../model/api/herald-error.ts';
import type { Target, TargetInput, TargetUpdate } from '../model/target/target.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { AwsInput, AwsTargets, CompleteAwsInput } from './aws-target.ts';
import type { PartnerSources } from './partner-source-target.ts';
import type {
  CompleteWebhookInput,
  CompleteWebhookUpdate,
  LimitedProfile,
  WebhookTargets,
} from './webhook-target.ts';

type PartnerSourceInput = Extract<TargetInput, { type: 'EVENTBRIDGE_PARTNER' }>;
type UpdateInput = AwsInput | PartnerSourceInput | Extract<TargetUpdate, { type: 'WEBHOOK' }>;
export type CompleteInput = CompleteAwsInput | PartnerSourceInput | CompleteWebhookInput;
export type CompleteUpdate = CompleteAwsInput | PartnerSourceInput | CompleteWebhookUpdate;

/**
 * A target that is ready to be stored, the other actions of its transaction, the signing secret that Herald
 * made for it, if it did, and what its partner should know.
 */
export type PreparedTarget = {
  target: Target;
  actions: Action[];
  hmacSecret?: string | undefined;
  warnings?: string[] | undefined;
  /** The auth profile whose `allowedOrigins` the transaction sets, because it had none. */
  limitedProfile?: LimitedProfile | undefined;
};
/** A stored target, with what only the answer to its creation or change has. */
export type CreatedTarget = Omit<PreparedTarget, 'actions' | 'limitedProfile'>;
/** The fields that all types of targets have. */
export type CommonFields = Pick<
  Target,
  | 'licensor'
  | 'targetId'
  | 'status'
  | 'statusReason'
  | 'statusSince'
  | 'suspension'
  | 'version'
  | 'createdAt'
  | 'updatedAt'
  | 'usedBy'
>;

export type TargetKinds = ReturnType<typeof createTargetKinds>;

export function createTargetKinds(aws: AwsTargets, sources: PartnerSources, webhooks: WebhookTargets) {
  return {
    /** See `TargetRegistration.complete`. */
    async complete(licensor: string, input: TargetInput): Promise<CompleteInput> {
      if (input.type === 'WEBHOOK') return webhooks.complete(input);
      return completeAws(licensor, input);
    },

    async completeUpdate(licensor: string, input: UpdateInput): Promise<CompleteUpdate> {
      if (input.type === 'WEBHOOK') return webhooks.complete(input);
      return completeAws(licensor, input);
    },

    /** @throws HeraldError BAD_REQUEST naming the field, or the verifier's step that failed */
    async create(common: CommonFields, input: CompleteInput): Promise<PreparedTarget> {
      const { licensor, targetId } = common;
      if (input.type === 'WEBHOOK') {
        const { type, destination, httpMethod } = input;
        const created = await webhooks.create(common, input);
        const { actions, hmacSecret, warnings, limitedProfile, ...credentials } = created;
        const target = { ...common, type, destination, httpMethod, ...credentials };
        return { target, actions, hmacSecret, warnings, limitedProfile };
      }
      if (input.type === 'EVENTBRIDGE_PARTNER') {
        await sources.admit(licensor, input.destination);
        const actions = sources.useActions(licensor, input.destination, targetId);
        return { target: { ...common, ...input }, actions };
      }
      const { verification, actions } = await aws.admit(common, input);
      return { target: { ...common, ...input, verification }, actions };
    },

    /**
     * @throws HeraldError as `create` does; BAD_REQUEST if the type or the partner event source would change
     */
    async change(before: Target, common: CommonFields, input: CompleteUpdate): Promise<PreparedTarget> {
      const { licensor } = common;
      if (input.type === 'WEBHOOK' && before.type === 'WEBHOOK') {
        const { type, destination, httpMethod } = input;
        const changed = await webhooks.change(before, input);
        const { actions, warnings, limitedProfile, ...credentials } = changed;
        const target = { ...common, type, destination, httpMethod, ...credentials };
        return { target, actions, warnings, limitedProfile };
      }
      if (input.type === 'EVENTBRIDGE_PARTNER' && before.type === 'EVENTBRIDGE_PARTNER') {
        if (!isDeepStrictEqual(input.destination, before.destination)) {
          throw unchangeable('destination', 'its partner event source');
        }
        await sources.admit(licensor, input.destination);
        const actions = sources.useActions(licensor, input.destination, before.targetId);
        return { target: { ...common, ...input }, actions };
      }
      if (!isAws(input) || !isAws(before) || input.type !== before.type) {
        throw unchangeable('type', `its type ${before.type}`);
      }
      const { verification, actions } = await aws.admit(common, input, before);
      return { target: { ...common, ...input, verification }, actions };
    },

    /** The other actions of the transaction that deletes a target. */
    async removalActions(target: Target): Promise<Action[]> {
      if (target.type === 'WEBHOOK') return webhooks.removalActions(target);
      if (target.type !== 'EVENTBRIDGE_PARTNER') return aws.removalActions(target);
      return sources.dropActions(target.licensor, target.destination, target.targetId);
    },

    /**
     * Runs the transaction that creates a target. If it fails, deletes a partner event source that is not
     * used.
     * @throws what `write` throws
     */
    async commitCreation(target: Target, write: () => Promise<void>): Promise<void> {
      if (target.type !== 'EVENTBRIDGE_PARTNER') return write();
      const { licensor, destination } = target;
      await write().catch(async (error: unknown) => {
        await sources.release(licensor, destination);
        throw error;
      });
      await sources.admit(licensor, destination);
    },

    /** Runs the transaction that deletes a target. @throws what `write` throws */
    async commitRemoval(target: Target, write: () => Promise<void>): Promise<void> {
      await write();
      if (target.type === 'EVENTBRIDGE_PARTNER') await sources.release(target.licensor, target.destination);
    },
  };

  async function completeAws(
    licensor: string,
    input: AwsInput | PartnerSourceInput,
  ): Promise<CompleteAwsInput | PartnerSourceInput> {
    if (input.type !== 'EVENTBRIDGE_PARTNER') return aws.complete(licensor, input);
    sources.requireAvailable();
    return input;
  }
}

const unchangeable = (field: string, what: string) =>
  badRequest([field], `a target keeps ${what}; register another target instead`);

const isAws = <T extends { type: Target['type'] }>(
  one: T,
): one is Exclude<T, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }> =>
  one.type !== 'WEBHOOK' && one.type !== 'EVENTBRIDGE_PARTNER';
