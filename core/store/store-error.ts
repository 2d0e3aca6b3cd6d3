// Refusals of the stores, as data. core/registration/refusals.ts turns them into errors of the API.

export type Resource =
  | 'target'
  | 'subscription'
  | 'auth profile'
  | 'event'
  | 'licensor'
  | 'client'
  | 'external id'
  | 'replay'
  | 'session'
  | 'member';
export type Counted = 'target' | 'subscription' | 'authProfile';

export type StoreRefusal =
  | { kind: 'ALREADY_EXISTS'; resource: Resource; id: string }
  /** The item was changed or deleted after it was read. */
  | { kind: 'VERSION_CONFLICT'; resource: Resource; id: string }
  /** A subscription names a target that does not exist. */
  | { kind: 'TARGET_MISSING'; targetId: string }
  /** The auth profile that a target refers to was changed or deleted after it was read. */
  | { kind: 'AUTH_PROFILE_CHANGED'; authProfileId: string }
  /** The health of a target was changed after it was read. */
  | { kind: 'HEALTH_CHANGED'; targetId: string }
  /** Another licensor uses the external id for roles of this account, or has used it recently. */
  | { kind: 'EXTERNAL_ID_CLAIMED'; account: string }
  /** Targets use the partner event source of this name for another account. */
  | { kind: 'SOURCE_OF_OTHER_ACCOUNT'; name: string; region: string }
  /** The licensor has its largest number of partner event sources. */
  | { kind: 'TOO_MANY_SOURCES'; most: number }
  | { kind: 'LIMIT_REACHED'; of: Counted[] }
  | { kind: 'TOO_MANY_ITEMS'; items: number; most: number }
  | { kind: 'ITEM_TOO_LARGE' }
  /** An active replay uses the target. */
  | { kind: 'REPLAY_ACTIVE'; targetId: string }
  /** The licensor has its largest number of active replays. */
  | { kind: 'TOO_MANY_REPLAYS'; most: number }
  /** Concurrent transactions on the same items conflicted in every try. */
  | { kind: 'CONTENTION' };

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly refusal: StoreRefusal;

  constructor(refusal: StoreRefusal) {
    super(`${refusal.kind} ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

/** Whether an error is a refusal of this kind. */
export const isRefusal = (error: unknown, kind: StoreRefusal['kind']): boolean =>
  error instanceof StoreError && error.refusal.kind === kind;
