// Design, "The house": imports run one way, and the linter enforces it. These are violations; Biome must refuse each.
import { expect, test } from 'vitest';
import { lint } from '../../support/linted.ts';

const importing = (from: string) => `import { thing } from '${from}';\nexport const other = thing;\n`;

const refused: [path: string, from: string][] = [
  ['lambdas/domain/a.ts', '../store/dynamo.ts'],
  ['lambdas/domain/b.ts', '../runtime/log.ts'],
  ['lambdas/domain/c.ts', '../catalog/catalog.ts'],
  ['lambdas/domain/d.ts', '@aws-sdk/client-sqs'],
  ['lambdas/domain/e.ts', 'lru-cache'],
  ['lambdas/catalog/a.ts', '../store/dynamo.ts'],
  ['lambdas/catalog/b.ts', '../runtime/log.ts'],
  ['lambdas/catalog/c.ts', '@aws-sdk/lib-dynamodb'],
  ['lambdas/store/a.ts', '../runtime/log.ts'],
  ['lambdas/store/b.ts', '../delivery/send.ts'],
  ['lambdas/runtime/a.ts', '../store/dynamo.ts'],
  ['lambdas/runtime/b.ts', '../catalog/catalog.ts'],
  ['lambdas/delivery/a.ts', '../webhook-deliverer/webhook.ts'],
  ['lambdas/delivery/b.ts', '../catalog/catalog.ts'],
  ['lambdas/registration/a.ts', '../api/query.ts'],
  ['lambdas/registration/b.ts', '../delivery/send.ts'],
  ['lambdas/registration/c.ts', 'process'],
  ['lambdas/store/c.ts', '../registration/environment.ts'],
  ['lambdas/delivery/c.ts', '../registration/environment.ts'],
  ['lambdas/api/a.ts', '../publish/publish.ts'],
  ['lambdas/api/b.ts', '../publish/contract.ts'],
  ['lambdas/aws-deliverer/a.ts', '../webhook-deliverer/signature.ts'],
  ['lambdas/some-new-function/a.ts', '../api/query.ts'],
  ['lambdas/api/c.ts', '../../lib/settings.ts'],
  ['lambdas/api/d.ts', '../../test/support/records.ts'],
  ['lambdas/api/e.ts', 'node:process'],
  ['lib/a.ts', '../lambdas/domain/schedule.ts'],
  ['lib/b.ts', '../lambdas/api/handler.ts'],
  ['bin/a.ts', '../lambdas/api/contract.ts'],
];
const allowed: [path: string, from: string][] = [
  ['lambdas/domain/ok-a.ts', './event.ts'],
  ['lambdas/domain/ok-b.ts', 'node:net'],
  ['lambdas/catalog/ok.ts', '../domain/event.ts'],
  ['lambdas/store/ok.ts', '../domain/event.ts'],
  ['lambdas/runtime/ok.ts', '../domain/event.ts'],
  ['lambdas/delivery/ok.ts', '../store/deliveries.ts'],
  ['lambdas/registration/ok-a.ts', '../catalog/catalog.ts'],
  ['lambdas/registration/ok-b.ts', '../store/targets.ts'],
  ['lambdas/registration/ok-c.ts', '../runtime/id.ts'],
  ['lambdas/registration/ok-d.ts', '../domain/target.ts'],
  ['lambdas/api/ok-a.ts', '../catalog/catalog.ts'],
  ['lambdas/api/ok-b.ts', '../registration/target-registration.ts'],
  ['lambdas/webhook-deliverer/ok.ts', '../delivery/send.ts'],
  ['lib/ok.ts', '../lambdas/api/contract.ts'],
  ['bin/ok.ts', '../lib/settings.ts'],
];
const otherViolations = {
  'lambdas/api/environment.ts': `export const table = process.env['TABLE'];\n`,
  'lambdas/domain/named-zod.ts': importing('zod').replaceAll('thing', 'z'),
  'lambdas/domain/barrel.ts': `export * from './event.ts';\n`,
  'lambdas/domain/type-only.ts': `import type { Log } from '../runtime/log.ts';\nexport type Other = Log;\n`,
  'lambdas/domain/later.ts': `export const log = () => import('../runtime/log.ts');\n`,
};
const rulesBrokenBy = await lint({
  ...Object.fromEntries([...refused, ...allowed].map(([path, from]) => [path, importing(from)])),
  ...otherViolations,
});

test.each(refused)('%s may not import %s', path => {
  expect(rulesBrokenBy(path)).toContain('lint/style/noRestrictedImports');
});

test.each(allowed)('%s may import %s', path => {
  expect(rulesBrokenBy(path)).not.toContain('lint/style/noRestrictedImports');
});

test.each(['lambdas/domain/type-only.ts', 'lambdas/domain/later.ts'])(
  'the directions hold for every kind of import: %s',
  path => {
    expect(rulesBrokenBy(path)).toContain('lint/style/noRestrictedImports');
  },
);

test('only lambdas/runtime/env.ts reads the environment', () => {
  expect(rulesBrokenBy('lambdas/api/environment.ts')).toContain('lint/style/noProcessEnv');
});

test('the import of zod that bundles all of it is refused in every folder, this rule not being lost to the others', () => {
  expect(rulesBrokenBy('lambdas/domain/named-zod.ts')).toContain('lint/style/noRestrictedImports');
});

test('there are no barrels', () => {
  expect(rulesBrokenBy('lambdas/domain/barrel.ts')).toContain('lint/performance/noBarrelFile');
});
