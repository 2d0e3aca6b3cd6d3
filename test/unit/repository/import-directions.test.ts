// Runs Biome on imports that docs/architecture.md, "Rooms and imports" forbids, and on some that it allows.
// lint-rules.test.ts tests the other rules.
import { expect, test } from 'vitest';
import { lint } from '../../support/template/linted.ts';

const importing = (from: string) => `import { thing } from '${from}';\nexport const other = thing;\n`;

const refused: [path: string, from: string][] = [
  ['core/model/event/a.ts', '../../store/dynamodb/dynamodb.ts'],
  ['core/model/event/b.ts', '../../runtime/telemetry/log.ts'],
  ['core/model/event/c.ts', '../../catalog/catalog.ts'],
  ['core/model/event/d.ts', '@aws-sdk/client-sqs'],
  ['core/model/event/e.ts', 'lru-cache'],
  ['core/catalog/a.ts', '../store/dynamodb/dynamodb.ts'],
  ['core/catalog/b.ts', '../runtime/telemetry/log.ts'],
  ['core/catalog/c.ts', '@aws-sdk/lib-dynamodb'],
  ['core/store/registry/a.ts', '../../catalog/catalog.ts'],
  ['core/store/registry/b.ts', '../../delivery/send.ts'],
  ['core/store/registry/c.ts', '../../registration/contract.ts'],
  ['core/runtime/a.ts', '../store/dynamodb/dynamodb.ts'],
  ['core/runtime/http/b.ts', '../../catalog/catalog.ts'],
  ['core/delivery/a.ts', '../../lambdas/webhook-deliverer/webhook.ts'],
  ['core/delivery/b.ts', '../catalog/catalog.ts'],
  ['core/delivery/c.ts', '../registration/contract.ts'],
  ['core/history/a.ts', '../delivery/send.ts'],
  ['core/history/b.ts', '../registration/contract.ts'],
  ['core/history/c.ts', '../../lambdas/pull/page.ts'],
  ['core/delivery/d.ts', '../history/read-budget.ts'],
  ['core/publishing/a.ts', '../delivery/send.ts'],
  ['core/publishing/b.ts', '../../lambdas/publish/contract.ts'],
  ['core/registration/a.ts', '../../lambdas/api/creation.ts'],
  ['core/registration/b.ts', '../delivery/send.ts'],
  ['lambdas/api/a.ts', '../publish/publish.ts'],
  ['lambdas/api/b.ts', '../publish/contract.ts'],
  ['lambdas/aws-deliverer/a.ts', '../webhook-deliverer/signature.ts'],
  ['lambdas/some-new-function/a.ts', '../api/creation.ts'],
  ['lambdas/api/c.ts', '../../lib/settings.ts'],
  ['lambdas/api/d.ts', '../../test/support/builders/records.ts'],
  ['lib/a.ts', '../core/model/delivery/schedule.ts'],
  ['lib/b.ts', '../lambdas/api/handler.ts'],
  ['lib/api/a.ts', '../../core/model/delivery/schedule.ts'],
  ['lib/api/b.ts', '../../lambdas/api/handler.ts'],
  ['bin/a.ts', '../lambdas/api/contract.ts'],
];
const allowed: [path: string, from: string][] = [
  ['core/model/event/ok-a.ts', './event.ts'],
  ['core/model/event/ok-b.ts', 'node:net'],
  ['core/model/event/ok-c.ts', '../target/target.ts'],
  ['core/catalog/ok.ts', '../model/event/event.ts'],
  ['core/store/events/ok-a.ts', '../../model/event/event.ts'],
  ['core/store/events/ok-b.ts', '../../runtime/aws/aws-error.ts'],
  ['core/store/events/ok-c.ts', '../dynamodb/statements.ts'],
  ['core/runtime/aws/ok-a.ts', '../../model/event/event.ts'],
  ['core/runtime/aws/ok-b.ts', '../telemetry/log.ts'],
  ['core/delivery/ok.ts', '../store/deliveries/deliveries.ts'],
  ['core/history/ok-a.ts', '../catalog/catalog.ts'],
  ['core/history/ok-b.ts', '../store/events/event-reader.ts'],
  ['core/publishing/ok-a.ts', '../catalog/catalog.ts'],
  ['core/publishing/ok-b.ts', '../store/events/events.ts'],
  ['core/registration/ok-a.ts', '../catalog/catalog.ts'],
  ['core/registration/ok-b.ts', '../store/registry/targets.ts'],
  ['core/registration/ok-c.ts', '../runtime/id.ts'],
  ['core/registration/ok-d.ts', '../model/target/target.ts'],
  ['lambdas/api/ok-a.ts', '../../core/catalog/catalog.ts'],
  ['lambdas/api/ok-b.ts', '../../core/registration/target-registration.ts'],
  ['lambdas/webhook-deliverer/ok.ts', '../../core/delivery/send.ts'],
  ['lib/ok.ts', '../lambdas/api/contract.ts'],
  ['lib/operations/ok-a.ts', '../../core/runtime/telemetry/contract.ts'],
  ['lib/operations/ok-b.ts', '../settings.ts'],
  ['bin/ok.ts', '../lib/settings.ts'],
];
/** The directions also hold for type imports and for dynamic imports. */
const otherKinds = {
  'core/model/event/type-only.ts': importing('../../runtime/telemetry/log.ts').replaceAll(
    'import ',
    'import type ',
  ),
  'core/model/event/dynamic.ts': `export const log = () => import('../../runtime/telemetry/log.ts');\n`,
};
const rulesBrokenBy = await lint({
  ...Object.fromEntries([...refused, ...allowed].map(([path, from]) => [path, importing(from)])),
  ...otherKinds,
});

test.each(refused)('the linter refuses that %s imports %s', path => {
  expect(rulesBrokenBy(path)).toContain('lint/style/noRestrictedImports');
});

test.each(allowed)('the linter accepts that %s imports %s', path => {
  expect(rulesBrokenBy(path)).not.toContain('lint/style/noRestrictedImports');
});

test.each(Object.keys(otherKinds))('the linter refuses the import in %s', path => {
  expect(rulesBrokenBy(path)).toContain('lint/style/noRestrictedImports');
});
