// Partner event sources need an approval by AWS. Functions get the permissions only if the settings name it.
import { expect, test } from 'vitest';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf, statementsOf } from '../support/template/functions.ts';
import { stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const partnerName = 'example.com';
const approved = () => templateOf(stackOf('prod', undefined, { partnerEventSource: partnerName }));
const sources = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, `:events:*::event-source/aws.partner/${partnerName}/*`],
  ],
};

const eventStatements = (template: ReturnType<typeof approved>) =>
  functionsOf(template).flatMap(({ name, statements }) =>
    statements
      .filter(({ Action }) => Action.some(action => action.startsWith('events:')))
      .map(({ Effect, Action, Resource }) => ({ name, Effect, Action, Resource })),
  );

test.each(['dev', 'prod'] as const)(
  '%s has no partner name, and no function has permissions for partner event sources',
  stage => {
    expect(settingsFor(stage).partnerEventSource).toBeUndefined();
    const actions = statementsOf(templateOfStage(stage)).flatMap(({ statement }) => statement.Action);
    expect(actions.filter(action => action.startsWith('events:'))).toEqual([]);
    const names = functionsOf(templateOfStage(stage)).map(({ environment }) => environment['PARTNER_NAME']);
    expect(new Set(names)).toEqual(new Set([undefined, '']));
  },
);

test('functions that register targets may create, delete and find event sources of the approved name only', () => {
  const statements = eventStatements(approved()).filter(({ name }) => name !== 'aws-deliverer');

  expect(statements.map(({ name }) => name)).toContain('api');
  for (const { name, ...statement } of statements) {
    expect([name, statement]).toEqual([
      name,
      {
        Effect: 'Allow',
        Action: [
          'events:CreatePartnerEventSource',
          'events:DeletePartnerEventSource',
          'events:ListPartnerEventSourceAccounts',
        ],
        Resource: [sources],
      },
    ]);
  }
});

test('the aws-deliverer may only read their state and put events', () => {
  const Effect = 'Allow';
  const name = 'aws-deliverer';

  expect(eventStatements(approved()).filter(statement => statement.name === name)).toEqual([
    { name, Effect, Action: ['events:ListPartnerEventSourceAccounts'], Resource: [sources] },
    // It has no resource-level permissions.
    { name, Effect, Action: ['events:PutPartnerEvents'], Resource: ['*'] },
  ]);
});

test('the functions with these permissions get the approved name, and the one that shows it', () => {
  const knowing = functionsOf(approved()).filter(
    ({ environment }) => environment['PARTNER_NAME'] === partnerName,
  );
  const acting = new Set(eventStatements(approved()).map(({ name }) => name));

  // A partner sees the source of its events in the request as sent.
  expect(new Set(knowing.map(({ name }) => name))).toEqual(acting.add('deliveries'));
});
