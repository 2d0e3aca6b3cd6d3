// Everything invokes the alias `live` of a function, and never the function itself, whose code changes before
// a canary has shown that it works (docs/decisions/0033-canary-deployments.md).
import { expect, test } from 'vitest';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

test.each(stages)('%s: each function has an alias of its current version', stage => {
  const template = templateOfStage(stage);
  const versions = new Map(
    resourcesOf(template, 'AWS::Lambda::Version').map(([id, { Properties }]) => [
      id,
      idIn(Properties['FunctionName']),
    ]),
  );
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias').map(([, { Properties }]) => ({
    name: Properties['Name'],
    ofFunction: idIn(Properties['FunctionName']),
    ofVersion: versions.get(idIn(Properties['FunctionVersion'])),
  }));

  expect(aliases).toEqual(
    functionsOf(template).map(({ id }) => ({ name: 'live', ofFunction: id, ofVersion: id })),
  );
});

/** The types of resources that may name a function without its alias, because they do not invoke it. */
const notInvoking = [
  'AWS::Lambda::Version',
  'AWS::Lambda::Alias',
  // It names the alias in its property `Qualifier`.
  'AWS::Lambda::EventInvokeConfig',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
];
/** What CodeDeploy does with a function and its alias. */
const codeDeploy = '"Action":["lambda:GetAlias","lambda:UpdateAlias"]';

test.each(stages)('%s: no resource or output that invokes a function names it without its alias', stage => {
  const { Resources, Outputs } = templateOfStage(stage);
  const ids = new Set(functionsOf(templateOfStage(stage)).map(({ id }) => id));
  const referred = (value: unknown) =>
    [...JSON.stringify(value).matchAll(/(?:"Ref":|"Fn::GetAtt":\[)"(\w+)"/g)].some(
      ([, id]) => id !== undefined && ids.has(id),
    );
  const found = Object.entries({ ...Resources, ...Outputs }).filter(([, value]) => referred(value));

  const invoking = found
    .filter(([, value]) => !notInvoking.includes(String('Type' in value && value.Type)))
    .filter(([, value]) => !JSON.stringify(value).includes(codeDeploy));
  expect(invoking.map(([id]) => id)).toEqual([]);
  expect(found.length).toBeGreaterThan(0);
});
