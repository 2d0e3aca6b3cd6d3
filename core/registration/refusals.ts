// What a caller is told when a store refuses a change: the status, the field of the model, and a sentence.
import { badRequest, conflict, HeraldError } from '../model/api/herald-error.ts';
import { licensorLimits } from '../model/api/licensor.ts';
import { type Counted, StoreError, type StoreRefusal } from '../store/store-error.ts';

/**
 * The error that a caller sees for a store's refusal.
 * @param hasPrecondition whether the request named the version that it is about (`If-Match`)
 * @returns undefined for errors that are not a refusal
 */
export function heraldErrorOf(error: unknown, hasPrecondition = false): HeraldError | undefined {
  if (error instanceof HeraldError) return error;
  return error instanceof StoreError ? refused(error.refusal, hasPrecondition) : undefined;
}

/** The licensor names a target that it does not have. */
export const unknownTarget = (targetId: string): HeraldError =>
  badRequest(['eventTargetMapping'], `there is no target "${targetId}"`);

/** A partner event source of this name and region is in use for another account. */
export const sourceOfOtherAccount = ({ name, region }: { name: string; region: string }): HeraldError =>
  conflict(
    ['destination', 'name'],
    `"${name}" is in use in ${region} for another AWS account: choose another name`,
  );

function refused(refusal: StoreRefusal, hasPrecondition: boolean): HeraldError {
  switch (refusal.kind) {
    case 'ALREADY_EXISTS':
      // Herald publishes an event of its own with each change of a target's status.
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
        `this external id is in use by another licensor for roles of account ${refusal.account}`,
      );
    case 'SOURCE_OF_OTHER_ACCOUNT':
      return sourceOfOtherAccount(refusal);
    case 'LIMIT_REACHED': {
      const limits = refusal.of.map(kind => `${licensorLimits[kind]} ${pluralOf[kind]}`).join(' and ');
      return new HeraldError('CONFLICT', `a licensor has at most ${limits}: delete one that is not needed`);
    }
    case 'TOO_MANY_ITEMS':
      return new HeraldError(
        'BAD_REQUEST',
        `this changes ${refusal.items} items at once, at most ${refusal.most} are possible: do it in two steps`,
      );
    case 'ITEM_TOO_LARGE':
      return new HeraldError(
        'CONFLICT',
        'too much is subscribed to one event type: name fewer targets, or shorter filters',
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
