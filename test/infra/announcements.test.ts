// The announcer exists only if a setting asks for it, with the permissions of that setting.
import { expect, test } from 'vitest';
import type { Settings } from '../../lib/settings.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const busArn = 'arn:aws:events:eu-west-1:111111111111:event-bus/platform';
const mail = {
  from: 'herald@platform.example',
  identityArn: 'arn:aws:ses:eu-west-1:111111111111:identity/platform.example',
};
const templateWith = (settings: Partial<Settings>) => templateOf(stackOf('prod', undefined, settings));
const both = templateWith({ healthEvents: { busArn }, mail });
const announcerOf = (template: typeof both) => functionsOf(template).find(({ name }) => name === 'announcer');
const mappingsOf = (template: typeof both) =>
  resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${announcerOf(template)?.alias}"`));
/** What the announcer may do beside writing its log and reading the stream. */
const grantsOf = (template: typeof both) =>
  (announcerOf(template)?.statements ?? [])
    .filter(({ Action }) => !/^logs:|Stream|^dynamodb:(?:GetRecords|GetShardIterator)$/.test(Action.join()))
    .filter(({ Resource }) => !JSON.stringify(Resource).includes('StreamArn'))
    .filter(({ Resource }) => !JSON.stringify(Resource).includes('Quarantine'));
const namesOf = (template: typeof both) => grantsOf(template).flatMap(({ Action }) => Action);

test.each(['local', 'dev', 'prod'] as const)('%s has no announcer', stage => {
  expect(settingsFor(stage)).not.toHaveProperty('healthEvents');
  expect(settingsFor(stage)).not.toHaveProperty('mail');
  expect(announcerOf(templateOfStage(stage))).toBeUndefined();
});

test('the stream invokes it with new events of topic TargetHealth only', () => {
  const filters = mappingsOf(both).map(({ FilterCriteria }) => FilterCriteria);
  const pattern = '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"topic":{"S":["TargetHealth"]}}}}';

  expect(filters).toEqual([{ Filters: [{ Pattern: pattern }] }]);
  expect(mappingsOf(both)).toMatchObject([
    {
      StartingPosition: 'LATEST',
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 3600,
      MaximumRetryAttempts: 100,
    },
  ]);
  const [mapping] = mappingsOf(both);
  expect(idIn(mapping?.['EventSourceArn'])).toMatch(/^StorageEvents/);
  expect(JSON.stringify(mapping?.['DestinationConfig'])).toContain('Quarantine');
});

test('it may put events on the one bus, mail from the one address, and mark, count and look up licensors', () => {
  const on = (...patterns: string[]) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
  });

  expect(grantsOf(both).map(({ Action, Condition }) => [Action, Condition])).toEqual([
    [['events:PutEvents'], undefined],
    [['dynamodb:GetItem'], { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': ['*#*'] } }],
    [['dynamodb:GetItem', 'dynamodb:UpdateItem'], on('*#!budgets')],
    [['dynamodb:UpdateItem'], on('*#!mails')],
    [['ses:SendEmail'], { StringEquals: { 'ses:FromAddress': mail.from } }],
  ]);
  const resourceOf = (action: string) =>
    grantsOf(both).find(({ Action }) => Action.includes(action))?.Resource;
  expect(resourceOf('events:PutEvents')).toEqual([busArn]);
  expect(resourceOf('ses:SendEmail')).toEqual([mail.identityArn]);
  expect(announcerOf(both)?.environment).toMatchObject({ EVENT_BUS: busArn, MAIL_FROM: mail.from });
});

test('with one of the two settings it has the permissions of that one', () => {
  const bus = templateWith({ healthEvents: { busArn: 'default' } });
  expect(namesOf(bus)).toEqual(['events:PutEvents']);
  expect(JSON.stringify(grantsOf(bus))).toContain(':event-bus/default');
  expect(announcerOf(bus)?.environment).toMatchObject({ MAIL_FROM: '' });

  const mails = templateWith({ mail });
  expect(namesOf(mails)).not.toContain('events:PutEvents');
  expect(namesOf(mails)).toContain('ses:SendEmail');
  expect(announcerOf(mails)?.environment).toMatchObject({ EVENT_BUS: '' });
});
