// Which requests about targets need the capability `secrets` beside `manage` (docs/onboarding.md).
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { Caller } from '../../core/model/api/licensor.ts';
import { profileIdOf, type Target } from '../../core/model/target/target.ts';
import type { CompleteInput, CompleteUpdate } from '../../core/registration/target-kinds.ts';

/**
 * A session without `secrets` may add a webhook with a signing secret that Herald makes or on an auth
 * profile, and may change one as long as its credentials stay as they are.
 * @param before the target that is changed; undefined for a new one
 * @throws HeraldError FORBIDDEN
 */
export function requireCredentialRights(
  caller: Caller,
  input: CompleteInput | CompleteUpdate,
  before?: Target,
): void {
  if (caller.kind !== 'session' || caller.capabilities.includes('secrets')) return;
  if (input.type !== 'WEBHOOK') return;
  const sendsSecrets = Object.keys(input.split?.credentials ?? {}).length > 0;
  if (!sendsSecrets && (before === undefined || profileIdOf(before) === profileIn(input))) return;
  throw new HeraldError(
    'FORBIDDEN',
    'this session does not have the capability "secrets", which a change of credentials needs',
  );
}

type WebhookInput = Extract<CompleteInput | CompleteUpdate, { type: 'WEBHOOK' }>;

const profileIn = ({ auth }: WebhookInput): string | undefined =>
  auth.type === 'authProfile' ? auth.authProfileId : undefined;
