// The fields of targets, subscriptions and auth profiles that change records have: what the API returns of
// them, and the version of their secrets, of which `changeOf` keeps only that it changed.
import { type Author, type Change, changeOf } from '../model/api/change-record.ts';
import { configOfSubscription, type Subscription } from '../model/subscription/subscription.ts';
import { configOf, type Target } from '../model/target/target.ts';
import { type AuthProfile, configOfProfile } from '../model/webhook-auth/auth-profile.ts';
import type { PreviousSecret } from '../model/webhook-auth/rotation.ts';

/** @param before undefined for a new target. @param after undefined for a deleted one */
export const changeOfTarget = (by: Author, before: Target | undefined, after: Target | undefined): Change =>
  changeOf(by, { kind: 'target', id: idOf(before ?? after, 'targetId') }, ofTarget(before), ofTarget(after));

/** As `changeOfTarget`. */
export const changeOfProfile = (
  by: Author,
  before: AuthProfile | undefined,
  after: AuthProfile | undefined,
): Change =>
  changeOf(
    by,
    { kind: 'authProfile', id: idOf(before ?? after, 'authProfileId') },
    ofProfile(before),
    ofProfile(after),
  );

/** As `changeOfTarget`. */
export const changeOfSubscription = (
  by: Author,
  before: Subscription | undefined,
  after: Subscription | undefined,
): Change =>
  changeOf(
    by,
    { kind: 'subscription', id: idOf(before ?? after, 'subscriptionId') },
    ofSubscription(before),
    ofSubscription(after),
  );

function idOf<Field extends string>(resource: Record<Field, string> | undefined, field: Field): string {
  if (resource) return resource[field];
  throw new Error('a change has a resource before or after it');
}

function ofTarget(target: Target | undefined) {
  if (!target) return undefined;
  const { status, statusReason } = target;
  const common = { ...configOf(target), status, statusReason };
  if (target.type === 'EVENTBRIDGE_PARTNER') return common;
  if (target.type !== 'WEBHOOK') return { ...common, verification: target.verification };
  return { ...common, ...ofSecrets(target) };
}

const ofProfile = (profile: AuthProfile | undefined) =>
  profile && { ...configOfProfile(profile), ...ofSecrets(profile) };

const ofSubscription = (subscription: Subscription | undefined) =>
  subscription && { ...configOfSubscription(subscription), ownsTarget: subscription.ownsTarget };

const ofSecrets = ({
  secretVersion,
  previousSecrets = [],
}: {
  secretVersion?: string | undefined;
  previousSecrets?: PreviousSecret[] | undefined;
}) => ({
  secret: secretVersion,
  previousSecretUntil: previousSecrets
    .map(({ until }) => until)
    .sort()
    .at(-1),
});
