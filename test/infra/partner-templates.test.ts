// The templates that partners deploy, as cfn-lint and parliament see them.
import { beforeAll, expect, test } from 'vitest';
import { partnerStack } from '../../core/model/target/partner-stack.ts';
import { destinations, partnerAccount } from '../support/builders/records.ts';
import { installLinters, lintPolicies, lintTemplates } from '../support/linters/linters.ts';
import { evaluated } from '../support/template/evaluated.ts';

const types = ['SQS', 'SNS', 'EVENTBRIDGE'] as const;
const regions = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1'];
const values = {
  HeraldAccount: '111111111111',
  HeraldRoles: 'arn:aws:iam::111111111111:role/HeraldNotifications-prod-*',
  ExternalId: 'herald-acme-1',
  KmsKeyArn: `arn:aws:kms:eu-west-1:${partnerAccount}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
};

beforeAll(installLinters, 300_000);

test('cfn-lint finds nothing, in three commercial regions and GovCloud', async () => {
  const templates = Object.fromEntries(types.map(type => [type, partnerStack(type)]));

  expect(await lintTemplates(templates, regions, [])).toEqual([]);
}, 120_000);

test('parliament finds nothing in the policies of the roles', async () => {
  const policies = types.map(type => {
    const made = evaluated(partnerStack(type), values);
    const [policy] = [made.resources['DeliveryRole']?.['Policies']].flat();
    const text = JSON.stringify(policy).replace(String(made.outputs['Destination']), destinations[type]);
    return [type, JSON.parse(text).PolicyDocument] as const;
  });

  expect(policies.map(([, { Statement }]) => Statement.length)).toEqual([2, 2, 1]);
  expect(await lintPolicies(Object.fromEntries(policies))).toEqual([]);
}, 60_000);
