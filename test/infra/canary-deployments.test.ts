// Canary deployments of the functions without which no event gets through
// (docs/decisions/0033-canary-deployments.md).
import { expect, test } from 'vitest';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf, idIn, statementsOf } from '../support/template/functions.ts';
import { measureOfAlarm } from '../support/template/metrics.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const functions = functionsOf(prod);
const canaries = ['authorizer', 'aws-deliverer', 'dispatcher', 'publish', 'webhook-deliverer'];
const groups = new Map(resourcesOf(prod, 'AWS::CodeDeploy::DeploymentGroup'));
const [[alarmId, alarm] = []] = resourcesOf(prod, 'AWS::CloudWatch::Alarm').filter(
  ([, { Properties }]) => Properties['AlarmName'] === 'herald-prod-NewVersionFailing',
);

test('in prod the aliases of five functions are moved by CodeDeploy, each by a group of its own', () => {
  const moved = resourcesOf(prod, 'AWS::Lambda::Alias').flatMap(([id, { UpdatePolicy }]) =>
    UpdatePolicy ? [{ name: functions.find(({ alias }) => alias === id)?.name, UpdatePolicy }] : [],
  );

  expect(moved.map(({ name }) => name).sort()).toEqual(canaries);
  const [[application] = []] = resourcesOf(prod, 'AWS::CodeDeploy::Application');
  const updates = moved.map(({ UpdatePolicy }) => UpdatePolicy);
  expect(updates).toHaveLength(groups.size);
  expect(updates).toEqual(
    expect.arrayContaining(
      [...groups.keys()].map(Ref => ({
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: application },
          DeploymentGroupName: { Ref },
        },
      })),
    ),
  );
});

test('a deployment gives a tenth for five minutes, and is taken back by the alarm or a failure', () => {
  expect(groups.size).toBe(canaries.length);
  for (const { Properties } of groups.values()) {
    expect(Properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: alarmId } }] },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
    });
  }
});

test('the alarm counts failures of the new versions within a minute, in fewer than ten metrics', () => {
  const { metrics, expressions } = measureOfAlarm(alarm?.Properties);
  const versions = new Map(
    resourcesOf(prod, 'AWS::Lambda::Version').map(([id, { Properties }]) => [
      id,
      idIn(Properties['FunctionName']),
    ]),
  );
  const ofLambda = Object.values(metrics).filter(({ namespace }) => namespace === 'AWS/Lambda');
  const watched = ofLambda.map(({ name, dimensions }) => {
    const { FunctionName = '', Resource, ExecutedVersion = '' } = dimensions;
    expect(Resource).toBe(`${FunctionName}:live`);
    expect(versions.get(ExecutedVersion)).toBe(FunctionName);
    return `${functions.find(({ id }) => id === FunctionName)?.name}: ${name}`;
  });

  expect(watched.sort()).toEqual(
    [...canaries.map(name => `${name}: Errors`), 'authorizer: Invocations'].sort(),
  );
  expect(Object.keys(metrics).length).toBeLessThan(10);
  for (const { periodSeconds, statistic } of Object.values(metrics))
    expect([periodSeconds, statistic]).toEqual([60, 'Sum']);
  // Every metric is in the expression.
  const [[, expression = ''] = []] = expressions;
  for (const id of Object.keys(metrics)) expect(expression).toMatch(new RegExp(`\\b${id}\\b`));
});

test('CodeDeploy may move only these aliases', () => {
  const statements = statementsOf(prod)
    .filter(({ roles }) => roles.some(id => id.startsWith('CanaryRole')))
    .map(({ statement }) => statement);
  const changed = statements
    .filter(({ Action }) => Action.includes('lambda:UpdateAlias'))
    .flatMap(({ Resource }) => Resource.map(idIn));

  expect(changed.map(found => functions.find(({ id }) => id === found)?.name).sort()).toEqual(canaries);
  expect([...new Set(statements.flatMap(({ Action }) => Action))].sort()).toEqual([
    'cloudwatch:DescribeAlarms',
    'lambda:GetAlias',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:UpdateAlias',
  ]);
});

test.each(['local', 'dev'] as const)('%s deploys all at once', stage => {
  expect(resourcesOf(templateOfStage(stage), 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
});

test('the command line can deploy prod all at once, which replaces no event source mapping', () => {
  const atOnce = templateOf(stackOf('prod', { deploys: 'all-at-once' }));
  const mappings = 'AWS::Lambda::EventSourceMapping';

  expect(resourcesOf(atOnce, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
  // A new mapping of the stream would read it from its beginning.
  expect(resourcesOf(atOnce, mappings)).toEqual(resourcesOf(prod, mappings));
  expect(() => settingsFor('prod', { deploys: 'later' })).toThrow(
    'unknown deploys "later": expected -c deploys=canary|all-at-once',
  );
});
