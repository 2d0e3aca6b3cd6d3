// Registers, changes and deletes targets, for REST and GraphQL. A caller that creates or deletes a target
// together with another item calls `prepare` and `commitCreation`, or `prepareRemoval` and `commitRemoval`,
// with its own transaction.
import type { Author } from '../model/api/change-record.ts';
import { HeraldError } from '../model/api/herald-error.ts';
import type { configOf, Target, TargetInput, TargetUpdate } from '../model/target/target.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { RecordChange } from '../store/registry/change-records.ts';
import type { Targets } from '../store/registry/targets.ts';
import type { OwnedSecrets } from './owned-secrets.ts';
import { changeOfProfile, changeOfTarget } from './recorded-fields.ts';
import type {
  CompleteInput,
  CompleteUpdate,
  CreatedTarget,
  PreparedTarget,
  TargetKinds,
} from './target-kinds.ts';
import type { TargetStatuses } from './target-statuses.ts';
import { ownerOf } from './webhook-target.ts';

export type RegistrationDeps = {
  targets: Targets;
  kinds: TargetKinds;
  secrets: OwnedSecrets;
  statuses: TargetStatuses;
  recordChange: RecordChange;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export type TargetRegistration = ReturnType<typeof createTargetRegistration>;

export function createTargetRegistration(deps: RegistrationDeps) {
  const { targets, kinds, secrets, statuses, recordChange, clock } = deps;
  const now = () => new Date(clock()).toISOString();

  /** The record of a change, and of the auth profile that it changes, if it does. */
  const recordsOf = (
    by: Author,
    before: Target | undefined,
    { target, limitedProfile }: Pick<PreparedTarget, 'target' | 'limitedProfile'>,
  ): Action[] => [
    recordChange(target.licensor, changeOfTarget(by, before, target)),
    ...(limitedProfile
      ? [recordChange(target.licensor, changeOfProfile(by, limitedProfile.before, limitedProfile.after))]
      : []),
  ];

  /** @throws HeraldError CONFLICT naming the subscriptions, other than `owner`, that use the target */
  const prepareRemoval = async (target: Target, by: Author, owner?: string): Promise<Action[]> => {
    const users = [...(target.usedBy ?? [])].filter(user => user !== owner).sort();
    if (users.length > 0) {
      throw new HeraldError(
        'CONFLICT',
        `this target is in use by subscriptions ${users.join(', ')}: change or delete them first`,
      );
    }
    return [
      statuses.removalAction(target),
      ...(await kinds.removalActions(target)),
      recordChange(target.licensor, changeOfTarget(by, target, undefined)),
    ];
  };

  /**
   * Does everything for a new target except the transaction: proves access and encrypts the secrets.
   * @throws HeraldError BAD_REQUEST naming the field, or the verifier's step that failed
   */
  const prepare = async (
    licensor: string,
    targetId: string,
    input: CompleteInput,
    by: Author,
  ): Promise<PreparedTarget> => {
    const time = now();
    const common = { licensor, targetId, version: 1, createdAt: time, updatedAt: time };
    const prepared = await kinds.create({ ...common, status: 'ACTIVE' }, input);
    return { ...prepared, actions: [...prepared.actions, ...recordsOf(by, undefined, prepared)] };
  };

  return {
    prepare,
    prepareRemoval,
    commitCreation: kinds.commitCreation,
    commitRemoval: kinds.commitRemoval,

    /**
     * Makes the checks that a schema cannot make, separates the secrets, and adds defaults.
     * @throws HeraldError BAD_REQUEST naming the field; FORBIDDEN if the licensor is not onboarded
     */
    complete: (licensor: string, input: TargetInput): Promise<CompleteInput> =>
      kinds.complete(licensor, input),

    /** As `complete`, for a change. */
    completeUpdate: (licensor: string, { status, ...input }: TargetUpdate): Promise<CompleteUpdate> =>
      kinds.completeUpdate(licensor, input),

    /**
     * @returns the target, and its signing secret if Herald made it: it cannot be read later
     * @throws StoreError ALREADY_EXISTS; and as `prepare` does
     */
    async register(
      licensor: string,
      targetId: string,
      input: CompleteInput,
      by: Author,
    ): Promise<CreatedTarget> {
      const { actions, ...created } = await prepare(licensor, targetId, input, by);
      const { target } = created;
      await kinds.commitCreation(target, () => targets.create(target, actions));
      return created;
    },

    /**
     * Replaces a target's configuration. Tries a target at once that had failures.
     * @param status ACTIVE enables a disabled target; undefined keeps the status
     * @throws HeraldError CONFLICT if `status` is given for a target that an operator has suspended
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async change(
      before: Target,
      input: CompleteUpdate,
      status: 'ACTIVE' | undefined,
      by: Author,
    ): Promise<CreatedTarget> {
      const { licensor, targetId, createdAt, usedBy, suspension } = before;
      const kept = { licensor, targetId, createdAt, usedBy, suspension };
      const common = { ...kept, version: before.version + 1, updatedAt: now() };
      const prepared = await kinds.change(before, { ...common, ...statusAfter(before, status) }, input);
      const { target, warnings } = prepared;
      const changes = await statuses.changeActions(before, target, status === 'ACTIVE');
      await targets.update(target, before, [
        ...prepared.actions,
        ...changes,
        ...recordsOf(by, before, prepared),
      ]);
      return { target, warnings };
    },

    /**
     * Deletes the replaced signing secrets before their overlap ends.
     * @throws HeraldError NOT_FOUND if there is none
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async endRotation(before: Target, by: Author): Promise<void> {
      const actions = secrets.endOverlap(before.type === 'WEBHOOK' ? ownerOf(before) : undefined);
      const target = { ...before, version: before.version + 1, updatedAt: now() };
      const after = before.type === 'WEBHOOK' ? { ...before, previousSecrets: undefined } : before;
      const record = recordChange(before.licensor, changeOfTarget(by, before, after));
      await targets.endRotation(target, before.version, [...actions, record]);
    },

    /**
     * @throws HeraldError CONFLICT naming the subscriptions that use the target
     * @throws StoreError VERSION_CONFLICT if the target has changed since it was read
     */
    async remove(target: Target, by: Author): Promise<void> {
      const actions = await prepareRemoval(target, by);
      await kinds.commitRemoval(target, () => targets.delete(target, actions));
    },
  };
}

/** The `configOf` of the target that an input creates. */
export function configOfInput(input: CompleteInput): ReturnType<typeof configOf> {
  const { type, destination } = input;
  if (input.type === 'EVENTBRIDGE_PARTNER') return { type, destination };
  if (input.type === 'WEBHOOK') return { type, destination, httpMethod: input.httpMethod, auth: input.auth };
  return { type, destination, auth: input.auth };
}

/** The status after a change: a disabled target stays disabled unless the partner asks to enable it. */
function statusAfter({ status, statusReason, statusSince }: Target, requested: 'ACTIVE' | undefined) {
  return requested === 'ACTIVE' || status === 'ACTIVE'
    ? { status: 'ACTIVE' as const }
    : { status, statusReason, statusSince };
}
