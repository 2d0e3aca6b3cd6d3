// Least privilege: compares what IAM grants to each function's role with the calls that were recorded.
import { readFileSync } from 'node:fs';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { account, awsConfig } from '../../../local/emulator/emulator.ts';
import { expectedUnusedGrants } from './unused-grants.ts';

type Call = { account: string; role: string; action: string; resource: string; allowed: boolean };
type Grant = { action: string; resource: string };

const oneOrMore = z.union([z.string().transform(one => [one]), z.array(z.string())]);
const policySchema = z.object({
  Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore })),
});

/** @returns a sentence for each unused grant, each denied call, and each exception that is not needed */
export async function faultsOfGrants(endpointUrl: string, recordedCalls: string): Promise<string[]> {
  const aws = awsConfig(endpointUrl, account);
  const iam = new IAMClient(aws);
  const calls = readFileSync(recordedCalls, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Call)
    .filter(call => call.account === account);
  const { Functions = [] } = await new LambdaClient(aws).send(new ListFunctionsCommand({ MaxItems: 50 }));
  const faults: string[] = [];
  for (const { Description = '', Role = '' } of Functions) {
    const name = /^Herald local: (.+)$/.exec(Description)?.[1];
    if (!name) continue;
    const role = Role.split('/').at(-1) ?? '';
    const own = calls.filter(call => call.role === role);
    faults.push(...faultsOfFunction(name, await grantsOf(iam, role), own));
  }
  return faults;
}

function faultsOfFunction(name: string, grants: Grant[], calls: Call[]): string[] {
  const exceptions = expectedUnusedGrants.filter(
    ({ functions }) => functions === 'all' || functions.includes(name),
  );
  const covers = ({ action, on }: (typeof exceptions)[number], grant: Grant) =>
    action === grant.action && grant.resource.includes(on);
  const unused = grants.filter(
    ({ action, resource }) => !calls.some(call => call.action === action && matches(resource, call.resource)),
  );
  return [
    ...unused
      .filter(grant => !exceptions.some(exception => covers(exception, grant)))
      .map(({ action, resource }) => `${name} is granted ${action} on ${resource}, but did not use it`),
    ...exceptions
      .filter(exception => !unused.some(grant => covers(exception, grant)))
      .map(
        ({ action, on }) =>
          `${name} is listed as not using ${action} on ${on}, but it uses it or has no such grant`,
      ),
    ...calls
      .filter(({ allowed }) => !allowed)
      .map(({ action, resource }) => `${name} was denied ${action} on ${resource}`),
  ];
}

/** The grants of a role, one action and one resource each. */
async function grantsOf(iam: IAMClient, RoleName: string): Promise<Grant[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map(PolicyName => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  return documents
    .flatMap(
      ({ PolicyDocument = '' }) =>
        policySchema.parse(JSON.parse(decodeURIComponent(PolicyDocument))).Statement,
    )
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      Action.flatMap(action => Resource.map(resource => ({ action, resource }))),
    );
}

/** @returns whether a policy's resource, with its wildcards, covers the resource of a call */
function matches(pattern: string, resource: string): boolean {
  const parts = pattern.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(resource);
}
