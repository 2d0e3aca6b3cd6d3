// What a store refuses, as data. Stores know no HTTP: the edge decides on the status and names the field.

export type Resource = 'target' | 'subscription' | 'auth profile' | 'event' | 'licensor' | 'client';
export type Counted = 'target' | 'subscription' | 'authProfile';

export type StoreRefusal =
  | { kind: 'ALREADY_EXISTS'; resource: Resource; id: string }
  /** The item has changed, or has been deleted, since it was read. */
  | { kind: 'VERSION_CONFLICT'; resource: Resource; id: string }
  /** A subscription names a target that has been deleted. */
  | { kind: 'TARGET_MISSING'; targetId: string }
  /** A target refers to an auth profile that has changed since it was read. */
  | { kind: 'AUTH_PROFILE_CHANGED'; authProfileId: string }
  /** The health of a target has changed since it was read. */
  | { kind: 'HEALTH_CHANGED'; targetId: string }
  | { kind: 'EXTERNAL_ID_CLAIMED'; account: string }
  /** A partner event source of this name is in use for another account. */
  | { kind: 'SOURCE_OF_OTHER_ACCOUNT'; name: string; region: string }
  | { kind: 'LIMIT_REACHED'; of: Counted[] }
  | { kind: 'TOO_MANY_ITEMS'; items: number; most: number }
  | { kind: 'ITEM_TOO_LARGE' }
  /** Others kept changing the same items. */
  | { kind: 'CONTENTION' };

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly refusal: StoreRefusal;

  constructor(refusal: StoreRefusal) {
    super(`${refusal.kind} ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

/** Whether a store refused something for a reason of this kind. */
export const isRefusal = (error: unknown, kind: StoreRefusal['kind']): boolean =>
  error instanceof StoreError && error.refusal.kind === kind;
