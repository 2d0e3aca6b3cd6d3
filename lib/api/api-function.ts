// The function of targets, subscriptions and auth profiles over REST, and the verifier that it calls.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as apiContract from '../../lambdas/api/contract.ts';
import * as verifierContract from '../../lambdas/verifier/contract.ts';
import {
  grantAssumePartnerRoles,
  partnerRoleName,
  partnerRolePattern,
  partnerTemplatesUrl,
} from '../delivery/partner-roles.ts';
import { allow, allowOnLeases, allowOnLicensorsAndClaims } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';
import { grantRegistration, registrationVariables } from './registration-grants.ts';

export function createApiFunction(scope: Construct, { settings, storage, channels }: ApiFunctionProps) {
  const verifier = createVerifier(scope, settings);
  const api = new LambdaFunction(scope, 'Api', {
    settings,
    name: 'api',
    contract: apiContract,
    environment: {
      ...registrationVariables(scope, settings, storage),
      DELIVERY_ROLE_PATTERN: partnerRolePattern(scope, settings),
      PARTNER_TEMPLATES_URL: partnerTemplatesUrl(settings),
      VERIFIER: verifier.live.functionName,
      WEBHOOK_DELIVERER: channels.webhook.deliverer.live.functionName,
      AWS_DELIVERER: channels.aws.deliverer.live.functionName,
      UNPROVEN_TRUST: settings.unprovenTrust,
      WAITING_REQUESTS_PER_LICENSOR: String(settings.waitingRequests.perLicensor),
      WAITING_REQUESTS_IN_ALL: String(settings.waitingRequests.inAll),
    },
    timeout,
  });
  grantRegistration(scope, api, settings, storage);
  // Only REST has AWS targets with a role, whose external id it claims and releases.
  allowOnLicensorsAndClaims(api, storage, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  // Only REST can enable a target again, and then publishes TargetRecovered.
  for (const table of [storage.events, storage.eventPages]) allow(api, table.tableArn, 'dynamodb:PutItem');
  allowOnLeases(api, storage);
  // It asks the verifier at registration, and a deliverer for a test notification.
  for (const called of [verifier, channels.webhook.deliverer, channels.aws.deliverer])
    allow(api, called.live.functionArn, 'lambda:InvokeFunction');
  return api;
}

/** Proves, when an AWS target is registered, that its role belongs to the partner. */
function createVerifier(scope: Construct, settings: Settings) {
  const verifier = new LambdaFunction(scope, 'Verifier', {
    settings,
    name: 'verifier',
    contract: verifierContract,
    environment: {
      DELIVERY_ROLE_PATTERN: partnerRolePattern(scope, settings),
      PATIENCE_MS: String(settings.rolePatience.toMilliseconds()),
    },
    // More than a verification may take, and less than the caller's own timeout, so that it can answer.
    timeout: Duration.seconds(20),
    roleName: partnerRoleName(scope, settings, 'verify'),
  });
  grantAssumePartnerRoles(scope, verifier);
  return verifier;
}
