// The function of sessions and members of the console.
import type { Construct } from 'constructs';
import * as sessionsContract from '../../lambdas/sessions/contract.ts';
import { allowOnLicensors, allowOnPartitions, allowPuttingSessions } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';

/** It reads and writes sessions and members; of licensors it only reads their record and access keys. */
export function createSessions(
  scope: Construct,
  { settings, storage, consoleOrigin, signIn }: ApiFunctionProps,
) {
  const sessions = new LambdaFunction(scope, 'Sessions', {
    settings,
    name: 'sessions',
    contract: sessionsContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      STAGE: settings.stage,
      CONSOLE_ORIGIN: consoleOrigin,
      SIGN_IN_ISSUER: signIn?.issuer ?? '',
      SIGN_IN_JWKS_URL: signIn?.jwksUrl ?? '',
      SIGN_IN_CLIENT_ID: signIn?.clientId ?? '',
      CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
    },
    timeout,
  });
  const { tableArn } = storage.registry;
  allowOnLicensors(sessions, storage, 'dynamodb:GetItem');
  allowOnPartitions(sessions, tableArn, { like: 'ACCESS_KEY#*' }, 'dynamodb:GetItem');
  allowOnPartitions(
    sessions,
    tableArn,
    { like: ['SESSION#*', 'SESSIONS#*', 'SESSION_CODE#*', 'PERSON#*', 'MEMBERS#*'] },
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  );
  allowPuttingSessions(sessions, storage);
  return sessions;
}
