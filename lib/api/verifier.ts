// The verifier: proves, when an AWS target is registered, that the role is the partner's to give.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as contract from '../../lambdas/verifier/contract.ts';
import { grantAssumePartnerRoles, partnerRoleName, partnerRolePattern } from '../delivery/partner-roles.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';

/** Within the 29 seconds that API Gateway gives the caller. */
const timeout = Duration.seconds(25);

export function createVerifier(
  scope: Construct,
  settings: Settings,
): LambdaFunction<typeof contract.environment> {
  const verifier = new LambdaFunction(scope, 'Verifier', {
    settings,
    name: 'verifier',
    contract,
    environment: {
      DELIVERY_ROLE_PATTERN: partnerRolePattern(scope, settings),
      PATIENCE_MS: String(settings.rolePatience.toMilliseconds()),
    },
    timeout,
    roleName: partnerRoleName(scope, settings, 'verify'),
  });
  grantAssumePartnerRoles(scope, verifier);
  return verifier;
}
