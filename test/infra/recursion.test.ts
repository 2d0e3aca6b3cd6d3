// Lambda stops a function that it takes for an endless loop. That is off for exactly the functions that send
// to a queue which invokes them, directly or through other functions
// (docs/decisions/0035-recursion-with-our-own-bound.md).
import { expect, test } from 'vitest';
import { functionsOf, idIn, type LambdaInTemplate } from '../support/template/functions.ts';
import { resourcesOf, type TemplateJson, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

/** The logical ids of all resources that a statement names. */
const idsIn = (resource: unknown): string[] =>
  [...JSON.stringify(resource).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, id = '']) => id);

const allowed = ({ statements }: LambdaInTemplate, action: string): string[] =>
  statements
    .filter(({ Effect, Action }) => Effect === 'Allow' && Action.includes(action))
    .flatMap(({ Resource }) => idsIn(Resource));

/** Ids of functions by the ids of the functions that they cause to run: by a queue, or by an invocation. */
function causes(template: TemplateJson): Map<string, Set<string>> {
  const functions = functionsOf(template);
  const byAlias = new Map(functions.map(({ id, alias }) => [alias, id]));
  const functionOf = (id: string): string => byAlias.get(id) ?? id;
  const invokedBy = (source: string): string[] =>
    resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
      .filter(([, { Properties }]) => idIn(Properties['EventSourceArn']) === source)
      .flatMap(([, { Properties }]) => idsIn(Properties['FunctionName']).map(functionOf));
  return new Map(
    functions.map(one => [
      one.id,
      new Set([
        ...allowed(one, 'sqs:SendMessage').flatMap(invokedBy),
        ...allowed(one, 'lambda:InvokeFunction').map(functionOf),
      ]),
    ]),
  );
}

/** Whether a function causes itself to run. */
function isInLoop(id: string, edges: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const visit = (from: string): boolean =>
    [...(edges.get(from) ?? [])].some(to => {
      if (to === id) return true;
      if (seen.has(to)) return false;
      seen.add(to);
      return visit(to);
    });
  return visit(id);
}

test.each(stages)('%s: recursion is allowed for the functions in a loop, and for no other', stage => {
  const template = templateOfStage(stage);
  const edges = causes(template);
  const functions = functionsOf(template);
  const inLoop = functions.filter(({ id }) => isInLoop(id, edges)).map(({ name }) => name);
  const setting = ({ id }: LambdaInTemplate) => template.Resources[id]?.Properties['RecursiveLoop'];

  expect(inLoop.sort()).toEqual(['aws-deliverer', 'webhook-deliverer']);
  for (const one of functions)
    expect([one.name, setting(one)]).toEqual([one.name, inLoop.includes(one.name) ? 'Allow' : undefined]);
  // The graph sees what it must see.
  const idOf = (name: string) => functions.find(one => one.name === name)?.id ?? '';
  expect(edges.get(idOf('dispatcher'))).toContain(idOf('webhook-deliverer'));
  expect(edges.get(idOf('api'))).toContain(idOf('verifier'));
});
