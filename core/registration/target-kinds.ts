// What differs between the types of targets when they are checked, made, changed and deleted. One module per type does it.
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../model/api/herald-error.ts';
import type { Target, TargetInput, TargetUpdate } from '../model/target/target.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { AwsInput, AwsTargets, CompleteAwsInput } from './aws-target.ts';
import type { PartnerSources } from './partner-source-target.ts';
import type { CompleteWebhookInput, CompleteWebhookUpdate, WebhookTargets } from './webhook-target.ts';

type PartnerSourceInput = Extract<TargetInput, { type: 'EVENTBRIDGE_PARTNER' }>;
type UpdateInput = AwsInput | PartnerSourceInput | Extract<TargetUpdate, { type: 'WEBHOOK' }>;
export type CompleteInput = CompleteAwsInput | PartnerSourceInput | CompleteWebhookInput;
export type CompleteUpdate = CompleteAwsInput | PartnerSourceInput | CompleteWebhookUpdate;

/** A target that is ready to be stored, and what its transaction writes beside it. */
export type PreparedTarget = { target: Target; actions: Action[] };
/** What targets of all types have in common. */
export type CommonFields = Pick<
  Target,
  | 'licensor'
  | 'targetId'
  | 'status'
  | 'statusReason'
  | 'statusSince'
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
      return completeOther(licensor, input);
    },

    async completeUpdate(licensor: string, input: UpdateInput): Promise<CompleteUpdate> {
      if (input.type === 'WEBHOOK') return webhooks.complete(input);
      return completeOther(licensor, input);
    },

    /** @throws HeraldError BAD_REQUEST naming the field, or the step at which the verifier refuses the role or queue */
    async create(common: CommonFields, input: CompleteInput): Promise<PreparedTarget> {
      const { licensor, targetId } = common;
      if (input.type === 'WEBHOOK') {
        const { type, destination, httpMethod } = input;
        const { actions, ...credentials } = await webhooks.create(common, input);
        return { target: { ...common, type, destination, httpMethod, ...credentials }, actions };
      }
      if (input.type === 'EVENTBRIDGE_PARTNER') {
        await sources.admit(licensor, input.destination);
        const actions = sources.useActions(licensor, input.destination, targetId);
        return { target: { ...common, ...input }, actions };
      }
      const { verification, actions } = await aws.admit(licensor, input);
      return { target: { ...common, ...input, verification }, actions };
    },

    /** @throws as `create`; BAD_REQUEST if the type, or the partner event source, would change */
    async change(before: Target, common: CommonFields, input: CompleteUpdate): Promise<PreparedTarget> {
      const { licensor } = common;
      if (input.type === 'WEBHOOK' && before.type === 'WEBHOOK') {
        const { type, destination, httpMethod } = input;
        const { actions, ...credentials } = await webhooks.change(before, input);
        return { target: { ...common, type, destination, httpMethod, ...credentials }, actions };
      }
      if (input.type === 'WEBHOOK' || input.type !== before.type) {
        throw fixed('type', `its type ${before.type}`);
      }
      if (input.type === 'EVENTBRIDGE_PARTNER') {
        if (!isDeepStrictEqual(input.destination, before.destination)) {
          throw fixed('destination', 'its partner event source');
        }
        await sources.admit(licensor, input.destination);
        return { target: { ...common, ...input }, actions: [] };
      }
      const { verification, actions } = await aws.admit(licensor, input);
      return { target: { ...common, ...input, verification }, actions };
    },

    /** What the transaction that deletes a target writes beside its item. */
    removalActions(target: Target): Action[] {
      if (target.type === 'WEBHOOK') return webhooks.removalActions(target);
      if (target.type !== 'EVENTBRIDGE_PARTNER') return [];
      return sources.dropActions(target.licensor, target.destination, target.targetId);
    },

    /**
     * Writes a new target by a transaction.
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

    /** Deletes a target by a transaction. @throws what `write` throws */
    async commitRemoval(target: Target, write: () => Promise<void>): Promise<void> {
      await write();
      if (target.type === 'EVENTBRIDGE_PARTNER') await sources.release(target.licensor, target.destination);
    },
  };

  async function completeOther(
    licensor: string,
    input: AwsInput | PartnerSourceInput,
  ): Promise<CompleteAwsInput | PartnerSourceInput> {
    if (input.type !== 'EVENTBRIDGE_PARTNER') return aws.complete(licensor, input);
    sources.requirePossible();
    return input;
  }
}

const fixed = (field: string, what: string) =>
  badRequest([field], `a target keeps ${what}; register another target instead`);
