// The stores and services behind the REST and the GraphQL API, put together once for both.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { ownServices } from '../runtime/aws/aws-client.ts';
import type { Log } from '../runtime/telemetry/log.ts';
import { createHealthStore } from '../store/deliveries/target-health.ts';
import { createDynamo } from '../store/dynamodb/dynamodb.ts';
import { createAuthProfiles } from '../store/registry/auth-profiles.ts';
import { createLicensors, type Licensors } from '../store/registry/licensors.ts';
import { createPartnerSourceUses } from '../store/registry/partner-sources.ts';
import { createSecretWriter } from '../store/registry/secrets.ts';
import { createSubscriptions } from '../store/registry/subscriptions.ts';
import { createTargets } from '../store/registry/targets.ts';
import { createAuthProfileRegistration } from './auth-profile-registration.ts';
import type { AwsAdmission } from './aws-admission.ts';
import type { RegistrationEnvironment } from './contract.ts';
import { createPartnerSources } from './partner-sources.ts';
import { createSubscribing } from './subscription-registration.ts';
import { createTargetRegistration } from './target-registration.ts';
import { createTargetStatuses } from './target-statuses.ts';

/** @param admissionFor what an AWS target must pass: not every function registers one */
export function composeRegistration(
  env: RegistrationEnvironment,
  admissionFor: (licensors: Licensors) => AwsAdmission,
  log: Log,
) {
  const clock = Date.now;
  const db = createDynamo(new DynamoDBClient(ownServices));
  const targets = createTargets(db, env.REGISTRY_TABLE);
  const profiles = createAuthProfiles(db, env.REGISTRY_TABLE);
  const subscriptions = createSubscriptions(db, env.REGISTRY_TABLE);
  const licensors = createLicensors(db, env.REGISTRY_TABLE);
  const common = {
    ...{ targets, profiles, clock, extraOrigins: env.EXTRA_ORIGINS, account: env.ACCOUNT_ID },
    secrets: createSecretWriter(env.SECRETS_TABLE, env.SECRETS_KEY_ID, new KMSClient(ownServices)),
  };
  const registration = createTargetRegistration({
    ...common,
    admission: admissionFor(licensors),
    statuses: createTargetStatuses({
      health: createHealthStore(db, env.DELIVERIES_TABLE),
      eventsTable: env.EVENTS_TABLE,
      installation: { account: env.ACCOUNT_ID, region: env.AWS_REGION },
      clock,
    }),
    sources: createPartnerSources({
      uses: createPartnerSourceUses(db, env.REGISTRY_TABLE),
      partnerName: env.PARTNER_NAME,
      account: env.ACCOUNT_ID,
      eventBridgeIn: region => new EventBridgeClient({ ...ownServices, region }),
      log,
    }),
  });
  return {
    ...{ targets, profiles, subscriptions, licensors, clock, registration },
    authProfiles: createAuthProfileRegistration(common),
    subscribing: createSubscribing({ subscriptions, targets, registration, clock }),
  };
}
