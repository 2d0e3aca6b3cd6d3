// Registering, changing and deleting targets, for the REST and the GraphQL API. A caller that makes or deletes a target
// together with something else uses the parts: `prepare` and `commitCreation`, `prepareRemoval` and `commitRemoval`, with a
// transaction of its own between them.
import { HeraldError } from '../model/api/herald-error.ts';
import type { configOf, Target, TargetInput, TargetUpdate } from '../model/target/target.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { Targets } from '../store/registry/targets.ts';
import type { OwnedSecrets } from './owned-secrets.ts';
import type { CompleteInput, CompleteUpdate, PreparedTarget, TargetKinds } from './target-kinds.ts';
import type { TargetStatuses } from './target-statuses.ts';
import { ownerOf } from './webhook-target.ts';

export type RegistrationDeps = {
  targets: Targets;
  kinds: TargetKinds;
  secrets: OwnedSecrets;
  statuses: TargetStatuses;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export type TargetRegistration = ReturnType<typeof createTargetRegistration>;

export function createTargetRegistration({ targets, kinds, secrets, statuses, clock }: RegistrationDeps) {
  const now = () => new Date(clock()).toISOString();

  /** @throws HeraldError CONFLICT naming the subscriptions that use the target, except for its owner */
  const prepareRemoval = (target: Target, owner?: string): Action[] => {
    const users = [...(target.usedBy ?? [])].filter(user => user !== owner).sort();
    if (users.length > 0) {
      throw new HeraldError(
        'CONFLICT',
        `this target is in use by subscriptions ${users.join(', ')}: change or delete them first`,
      );
    }
    return [statuses.removalAction(target), ...kinds.removalActions(target)];
  };

  /**
   * Makes a target of an input, except for the last transaction: access is proven, secrets are encrypted.
   * @throws HeraldError BAD_REQUEST naming the field, or the step at which the verifier refuses the role or queue
   */
  const prepare = (licensor: string, targetId: string, input: CompleteInput): Promise<PreparedTarget> => {
    const time = now();
    const common = { licensor, targetId, version: 1, createdAt: time, updatedAt: time };
    return kinds.create({ ...common, status: 'ACTIVE' }, input);
  };

  return {
    prepare,
    prepareRemoval,
    commitCreation: kinds.commitCreation,
    commitRemoval: kinds.commitRemoval,

    /**
     * Checks what no schema can, separates secrets, and fills in what a partner may leave out.
     * @throws HeraldError BAD_REQUEST naming the field; FORBIDDEN if the licensor is not onboarded
     */
    complete: (licensor: string, input: TargetInput): Promise<CompleteInput> =>
      kinds.complete(licensor, input),

    /** The same for a change. */
    completeUpdate: (licensor: string, { status, ...input }: TargetUpdate): Promise<CompleteUpdate> =>
      kinds.completeUpdate(licensor, input),

    /** @throws StoreError ALREADY_EXISTS; and as `prepare` does */
    async register(licensor: string, targetId: string, input: CompleteInput): Promise<Target> {
      const { target, actions } = await prepare(licensor, targetId, input);
      await kinds.commitCreation(target, () => targets.create(target, actions));
      return target;
    },

    /**
     * Replaces a target's configuration, and enables the target if that is asked for.
     * @param status asked for; without it a disabled target stays disabled
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async change(before: Target, input: CompleteUpdate, status: 'ACTIVE' | undefined): Promise<Target> {
      const { licensor, targetId, createdAt, usedBy } = before;
      const common = { licensor, targetId, createdAt, usedBy, version: before.version + 1, updatedAt: now() };
      const prepared = await kinds.change(before, { ...common, ...statusAfter(before, status) }, input);
      const { target } = prepared;
      const changes = await statuses.changeActions(before, target);
      await targets.update(target, before, [...prepared.actions, ...changes]);
      return target;
    },

    /**
     * Forgets the signing secret that a rotation replaced.
     * @throws HeraldError NOT_FOUND if there is none
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async endRotation(before: Target): Promise<void> {
      const actions = secrets.endOverlap(before.type === 'WEBHOOK' ? ownerOf(before) : undefined);
      const target = { ...before, version: before.version + 1, updatedAt: now() };
      await targets.endRotation(target, before.version, actions);
    },

    /**
     * @throws HeraldError CONFLICT naming the subscriptions that use the target
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async remove(target: Target): Promise<void> {
      const actions = prepareRemoval(target);
      await kinds.commitRemoval(target, () => targets.delete(target, actions));
    },
  };
}

/** What `configOf` will say of the target that an input makes. */
export function configOfInput(input: CompleteInput): ReturnType<typeof configOf> {
  const { type, destination } = input;
  if (input.type === 'EVENTBRIDGE_PARTNER') return { type, destination };
  if (input.type === 'WEBHOOK') return { type, destination, httpMethod: input.httpMethod, auth: input.auth };
  return { type, destination, auth: input.auth };
}

/** The status after a change: only the partner enables a target again, and only by asking for it. */
function statusAfter({ status, statusReason, statusSince }: Target, asked: 'ACTIVE' | undefined) {
  return asked === 'ACTIVE' || status === 'ACTIVE'
    ? { status: 'ACTIVE' as const }
    : { status, statusReason, statusSince };
}
