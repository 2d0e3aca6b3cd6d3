// Access logs of the API: one JSON line per request, also of those that no function sees. No header, query
// string or credential is in them.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  LogGroupLogDestination,
  type RestApiProps,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** API Gateway Developer Guide, "Variables for access logging". Every value is text: it may be "-". */
const line = {
  time: '$context.requestTimeEpoch',
  apiRequestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  path: '$context.path',
  caller: '$context.authorizer.kind',
  status: '$context.status',
  error: '$context.error.responseType',
  authorizerError: '$context.authorizer.error',
  webAcl: '$context.waf.status',
  durationMs: '$context.responseLatency',
  bytes: '$context.responseLength',
};

/**
 * The options of the API for the role with which API Gateway writes logs. There is one for all APIs of an
 * account and region, so it stays when the stack is deleted.
 */
export const accountRoleOptions = ({
  accessLogs,
}: Settings): Pick<RestApiProps, 'cloudWatchRole' | 'cloudWatchRoleRemovalPolicy'> =>
  accessLogs?.accountRole === 'create'
    ? { cloudWatchRole: true, cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }
    : { cloudWatchRole: false };

/** The options of the API's stage that turn access logs on, if the settings do. */
export function accessLogOptions(
  scope: Construct,
  { accessLogs, logRetention, removalPolicy }: Settings,
): Pick<StageOptions, 'accessLogDestination' | 'accessLogFormat'> {
  if (!accessLogs) return {};
  const logGroup = new LogGroup(scope, 'AccessLogs', { retention: logRetention, removalPolicy });
  return {
    accessLogDestination: new LogGroupLogDestination(logGroup),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(line)),
  };
}
