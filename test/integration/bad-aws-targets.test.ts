import { beforeAll, describe, it } from 'vitest';
import { account, partnerAccount } from '../../local/emulator/emulator.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { newPartner, registrationOf } from '../support/emulator/partner.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';

const role = (owner: string, name = 'delivery') => `arn:aws:iam::${owner}:role/${name}`;
const queue = (owner: string, name = 'notifications') => `arn:aws:sqs:us-east-1:${owner}:${name}`;
const topic = `arn:aws:sns:us-east-1:${partnerAccount}:notifications`;
const rule = `arn:aws:events:us-east-1:${partnerAccount}:rule/notifications`;
const auth = { assumeRoleArn: role(partnerAccount), externalId: 'external-id' };
const target = (fields: object = {}) => ({
  type: 'SQS',
  destination: queue(partnerAccount),
  auth,
  ...fields,
});
const by = (fields: object) => target({ auth: { ...auth, ...fields } });

const queueShape = 'destination: expected an ARN like arn:aws:sqs:{region}:{account-id}:{queue-name}';
const topicShape = 'destination: expected an ARN like arn:aws:sns:{region}:{account-id}:{topic-name}';
const busShape =
  'destination: expected an ARN like arn:aws:events:{region}:{account-id}:event-bus/{bus-name}';
const roleShape = 'auth.assumeRoleArn: expected an ARN like arn:aws:iam::{account-id}:role/{role-name}';
const queueUrl = `https://sqs.us-east-1.amazonaws.com/${partnerAccount}/notifications`;

const refused: [what: string, body: object, says: string][] = [
  ['a queue URL instead of its ARN', target({ destination: queueUrl }), queueShape],
  ['a topic as the destination of SQS', target({ destination: topic }), queueShape],
  ['a queue of an account with 4 digits', target({ destination: queue('2222') }), queueShape],
  ['a wildcard for the queue', target({ destination: queue(partnerAccount, '*') }), queueShape],
  ['a queue as the destination of SNS', target({ type: 'SNS' }), topicShape],
  ['a subscription of a topic', target({ type: 'SNS', destination: `${topic}:1234` }), topicShape],
  ['a queue as the destination of EVENTBRIDGE', target({ type: 'EVENTBRIDGE' }), busShape],
  ['a rule instead of a bus', target({ type: 'EVENTBRIDGE', destination: rule }), busShape],
  ['no role', by({ assumeRoleArn: undefined }), 'auth.assumeRoleArn: required'],
  [
    'a user instead of a role',
    by({ assumeRoleArn: `arn:aws:iam::${partnerAccount}:user/delivery` }),
    roleShape,
  ],
  ['a wildcard for the role', by({ assumeRoleArn: role(partnerAccount, '*') }), roleShape],
  [
    'a role in another account',
    by({ assumeRoleArn: role('333333333333') }),
    "auth.assumeRoleArn: expected a role in the destination's account",
  ],
  [
    "a role in Herald's own account",
    by({ assumeRoleArn: role(account) }),
    "auth.assumeRoleArn: expected a role in the destination's account",
  ],
  [
    "a queue in Herald's own account",
    target({ destination: queue(account), auth: { ...auth, assumeRoleArn: role(account) } }),
    "destination: expected a resource in your own account, not in Herald's",
  ],
  ['an external id that is a number', by({ externalId: 5 }), 'auth.externalId: expected string, got number'],
  ['an external id of one character', by({ externalId: 'x' }), 'auth.externalId: expected at least 2'],
  ['an external id with a space', by({ externalId: 'a b' }), 'auth.externalId: expected letters, digits'],
  ['a field of webhooks', target({ httpMethod: 'POST' }), 'body: unknown field "httpMethod"'],
  ["a field of webhooks' auth", by({ bearerToken: 'x' }), 'auth: unknown field "bearerToken"'],
];

let licensor: Licensor;
let targetId: string;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  targetId = await licensor.register(registrationOf((await newPartner()).queue));
});

describe('a target in AWS is refused, and nothing is stored, with', () => {
  it.each(refused)('%s, at registration and at an update', async (_, body, says) => {
    for (const [method, path] of [
      ['POST', '/targets'],
      ['PUT', `/targets/${targetId}`],
    ] as const) {
      await expectRefusalWithoutTrace(
        licensor,
        () => licensor.partner.call(method, path, body),
        badRequest(says),
      );
    }
  });
});
