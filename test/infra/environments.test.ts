import { expect, test } from 'vitest';
import type * as z from 'zod';
import * as api from '../../lambdas/api/contract.ts';
import * as authorizer from '../../lambdas/authorizer/contract.ts';
import * as awsDeliverer from '../../lambdas/aws-deliverer/contract.ts';
import * as dispatcher from '../../lambdas/dispatcher/contract.ts';
import * as publish from '../../lambdas/publish/contract.ts';
import * as verifier from '../../lambdas/verifier/contract.ts';
import * as webhookDeliverer from '../../lambdas/webhook-deliverer/contract.ts';
import { templateOfStage } from '../support/template.ts';
import { functionsOf } from '../support/template-functions.ts';

const contracts: Record<string, { environment: z.ZodObject }> = {
  api,
  authorizer,
  'aws-deliverer': awsDeliverer,
  dispatcher,
  publish,
  verifier,
  'webhook-deliverer': webhookDeliverer,
};
const functions = functionsOf(templateOfStage('prod'));

test('the stack has every function that has a contract, and no other', () => {
  expect(functions.map(({ name }) => name).sort()).toEqual(Object.keys(contracts).sort());
});

test.each(Object.entries(contracts))(
  '%s has exactly the variables of its contract',
  (name, { environment }) => {
    const [found] = functions.filter(one => one.name === name);

    expect(Object.keys(found?.environment ?? {}).sort()).toEqual(Object.keys(environment.shape).sort());
  },
);

test.each(['webhook-deliverer', 'aws-deliverer', 'api', 'verifier'])(
  'the plain values that %s gets are what its contract parses',
  name => {
    const [found] = functions.filter(one => one.name === name);
    if (!found) throw new Error(`no function ${name}`);
    // What CloudFormation fills in is a name or number that only a deployment knows.
    const deployed = Object.fromEntries(
      Object.entries(found.environment).map(([variable, value]) => [
        variable,
        typeof value === 'string' ? value : '111111111111',
      ]),
    );

    expect(contracts[name]?.environment.safeParse(deployed).error).toBeUndefined();
  },
);
