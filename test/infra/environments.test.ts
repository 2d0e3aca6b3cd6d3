// The environment variables of the functions, compared with their contracts.
import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import type * as z from 'zod';
import * as announcer from '../../lambdas/announcer/contract.ts';
import * as api from '../../lambdas/api/contract.ts';
import * as audit from '../../lambdas/audit/contract.ts';
import * as authorizer from '../../lambdas/authorizer/contract.ts';
import * as awsDeliverer from '../../lambdas/aws-deliverer/contract.ts';
import * as deliveries from '../../lambdas/deliveries/contract.ts';
import * as dispatcher from '../../lambdas/dispatcher/contract.ts';
import * as feed from '../../lambdas/feed/contract.ts';
import * as graphql from '../../lambdas/graphql/contract.ts';
import * as operator from '../../lambdas/operator/contract.ts';
import * as publish from '../../lambdas/publish/contract.ts';
import * as pull from '../../lambdas/pull/contract.ts';
import * as reference from '../../lambdas/reference/contract.ts';
import * as retryScheduler from '../../lambdas/retry-scheduler/contract.ts';
import * as sessions from '../../lambdas/sessions/contract.ts';
import * as verifier from '../../lambdas/verifier/contract.ts';
import * as webhookDeliverer from '../../lambdas/webhook-deliverer/contract.ts';
import { Installation } from '../../lib/installation.ts';
import { setByLambda } from '../../lib/lambda-function.ts';
import { functionsOf } from '../support/template/functions.ts';
import { stackOf, templateOf } from '../support/template/template.ts';

const contracts: Record<string, { environment: z.ZodObject }> = {
  announcer,
  api,
  audit,
  authorizer,
  'aws-deliverer': awsDeliverer,
  deliveries,
  dispatcher,
  feed,
  graphql,
  publish,
  pull,
  reference,
  'retry-scheduler': retryScheduler,
  operator,
  sessions,
  verifier,
  'webhook-deliverer': webhookDeliverer,
};
const announcing = {
  healthEvents: { busArn: 'default' },
  mail: { from: 'herald@platform.example', identityArn: 'arn:aws:ses:eu-west-1:111111111111:identity/x' },
};
const stack = stackOf('prod', undefined, announcing);
const herald = stack.node.findAll().find(construct => construct instanceof Installation);
herald?.publishFrom(new Queue(stack, 'Source', { visibilityTimeout: Duration.minutes(3) }), {
  topic: 'Orders',
  eventType: 'DELIVERY_COMPLETED',
  licensor: '$.licensor',
  data: '$.data',
});
const functions = functionsOf(templateOf(stack));

test('the functions of the stack are exactly those that have a contract', () => {
  expect(functions.map(({ name }) => name).sort()).toEqual(Object.keys(contracts).sort());
});

test.each(Object.entries(contracts))(
  '%s has exactly the variables of its contract, except those that Lambda sets',
  (name, { environment }) => {
    const [found] = functions.filter(one => one.name === name);
    const asked = Object.keys(environment.shape).filter(
      variable => !setByLambda.some(one => one === variable),
    );

    const {
      POWERTOOLS_METRICS_NAMESPACE: namespace,
      POWERTOOLS_LOG_LEVEL: logLevel,
      ...own
    } = found?.environment ?? {};
    expect(Object.keys(own).sort()).toEqual(asked.sort());
    // Every function has the namespace of its metrics, and the log level.
    expect([namespace, logLevel]).toEqual(['Herald/prod', 'INFO']);
  },
);

test.each([
  'webhook-deliverer',
  'aws-deliverer',
  'api',
  'graphql',
  'verifier',
  'retry-scheduler',
  'announcer',
])('the contract of %s accepts the values in the template', name => {
  const [found] = functions.filter(one => one.name === name);
  if (!found) throw new Error(`no function ${name}`);
  // A stand-in for the values that CloudFormation resolves at deployment.
  const deployed = Object.fromEntries(
    Object.entries({ ...found.environment, AWS_REGION: 'eu-west-1' }).map(([variable, value]) => [
      variable,
      typeof value === 'string' ? value : '111111111111',
    ]),
  );

  expect(contracts[name]?.environment.safeParse(deployed).error).toBeUndefined();
});
