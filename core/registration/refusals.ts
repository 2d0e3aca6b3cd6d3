// Turns the typed errors of the stores into the errors that callers get.
import { badRequest, conflict, HeraldError } from '../model/api/herald-error.ts';
import { licensorLimits } from '../model/api/licensor.ts';
import { type Counted, StoreError, type StoreRefusal } from '../store/store-error.ts';

/**
 * The error that a caller gets for a store's refusal.
 * @param hasPrecondition whether the request had `If-Match`
 * @returns undefined if the error is neither a StoreError nor a HeraldError
 */
export function heraldErrorOf(error: unknown, hasPrecondition = false): HeraldError | undefined {
  if (error instanceof HeraldError) return error;
  return error instanceof StoreError ? errorOfRefusal(error.refusal, hasPrecondition) : undefined;
}

/** The error for a target that the licensor does not have. */
export const unknownTarget = (targetId: string): HeraldError =>
  badRequest(['eventTargetMapping'], `there is no target "${targetId}"`);

/** The error for a partner event source whose name and region are in use for another account. */
export const sourceOfOtherAccount = ({ name, region }: { name: string; region: string }): HeraldError =>
  conflict(
    ['destination', 'name'],
    `"${name}" is in use in ${region} for another AWS account: choose another name`,
  );

/** The error for one partner event source more than a licensor may have. */
export const tooManySources = (most: number): HeraldError =>
  conflict(
    ['destination'],
    `a licensor has at most ${most} partner event sources: delete the targets of one that is not needed`,
  );

function errorOfRefusal(refusal: StoreRefusal, hasPrecondition: boolean): HeraldError {
  switch (refusal.kind) {
    case 'ALREADY_EXISTS':
      // The only events that a partner's request stores are those of topic TargetHealth.
      if (refusal.resource === 'event') return statusChanged();
      return refusal.resource === 'auth profile'
        ? conflict(['authProfileAliasId'], `there is an auth profile "${refusal.id}" already`)
        : new HeraldError('CONFLICT', `this ${refusal.resource} exists already`);
    case 'VERSION_CONFLICT':
      return hasPrecondition
        ? new HeraldError('PRECONDITION_FAILED', [
            {
              path: ['If-Match'],
              message: `another request changed this ${refusal.resource} at the same moment`,
            },
          ])
        : new HeraldError(
            'CONFLICT',
            `another request changed this ${refusal.resource} at the same moment: try again`,
          );
    case 'TARGET_MISSING':
      return unknownTarget(refusal.targetId);
    case 'AUTH_PROFILE_CHANGED':
      return conflict(
        ['auth', 'authProfileId'],
        `auth profile "${refusal.authProfileId}" was changed at the same moment: try again`,
      );
    case 'HEALTH_CHANGED':
      return statusChanged();
    case 'EXTERNAL_ID_CLAIMED':
      return conflict(
        ['auth', 'externalId'],
        `this external id is in use by another licensor for roles of account ${refusal.account}, ` +
          'or was in the last 7 days; leave it out to use your own',
      );
    case 'SOURCE_OF_OTHER_ACCOUNT':
      return sourceOfOtherAccount(refusal);
    case 'TOO_MANY_SOURCES':
      return tooManySources(refusal.most);
    case 'LIMIT_REACHED': {
      const limits = refusal.of.map(kind => `${licensorLimits[kind]} ${pluralOf[kind]}`).join(' and ');
      return new HeraldError('CONFLICT', `a licensor has at most ${limits}: delete one that is not needed`);
    }
    case 'TOO_MANY_ITEMS':
      return new HeraldError(
        'BAD_REQUEST',
        `this request changes ${refusal.items} items, expected at most ${refusal.most}: make two requests`,
      );
    case 'ITEM_TOO_LARGE':
      return new HeraldError(
        'CONFLICT',
        'the subscriptions to one event type are too large together: use fewer targets or shorter filters',
      );
    case 'REPLAY_ACTIVE':
      return conflict(['targetId'], `an active replay sends to target "${refusal.targetId}"`);
    case 'TOO_MANY_REPLAYS':
      return new HeraldError(
        'CONFLICT',
        `a licensor has at most ${refusal.most} active replays: wait, or cancel one`,
      );
    case 'CONTENTION':
      return new HeraldError('CONFLICT', 'other requests are changing the same items: try again');
  }
}

const statusChanged = (): HeraldError =>
  new HeraldError('CONFLICT', "the target's status changed at the same moment: try again");

const pluralOf: Record<Counted, string> = {
  target: 'targets',
  subscription: 'subscriptions',
  authProfile: 'auth profiles',
};
