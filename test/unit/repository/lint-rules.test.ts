// Breaks each rule that biome.json turns on, so that a test fails if a rule is turned off.
import { expect, test } from 'vitest';
import { lint } from '../../support/template/linted.ts';

const importing = (name: string, from: string) =>
  `import { ${name} } from '${from}';\nexport const other = ${name};\n`;

const violations: [rule: string, path: string, content: string][] = [
  ['lint/style/noProcessEnv', 'lambdas/api/environment.ts', `export const table = process.env['TABLE'];\n`],
  [
    'plugin',
    'lambdas/api/process.ts',
    `import process from 'node:process';\nexport const a = process.argv;\n`,
  ],
  ['plugin', 'core/model/event/named-zod.ts', importing('z', 'zod')],
  ['lint/performance/noBarrelFile', 'core/model/event/barrel.ts', `export * from './event.ts';\n`],
  ['lint/style/noDefaultExport', 'lib/default-export.ts', 'export default 1;\n'],
  ['lint/style/noNonNullAssertion', 'lib/non-null.ts', 'export const of = (a?: string) => a!.length;\n'],
  ['lint/suspicious/noExplicitAny', 'ops/any.ts', 'export const of = (a: any) => a.b;\n'],
  [
    'lint/suspicious/noFocusedTests',
    'test/unit/a.test.ts',
    `import { test } from 'vitest';\ntest.only('a', () => {});\n`,
  ],
  [
    'lint/suspicious/noSkippedTests',
    'test/unit/b.test.ts',
    `import { test } from 'vitest';\ntest.skip('b', () => {});\n`,
  ],
  [
    'lint/nursery/noFloatingPromises',
    'lambdas/api/floating.ts',
    'const send = async () => 1;\nexport const run = () => {\n  send();\n};\n',
  ],
  [
    'lint/nursery/useExhaustiveSwitchCases',
    'core/model/event/switch.ts',
    `export function of(kind: 'A' | 'B') {\n  switch (kind) {\n    case 'A':\n      return 1;\n  }\n}\n`,
  ],
  ...['lib', 'ops', 'local', 'bench', 'core/runtime', 'lambdas/publish', 'test/infra'].map(
    (folder): [string, string, string] => [
      'lint/nursery/noUnsafeTypeAssertion',
      `${folder}/assertion.ts`,
      'export const of = (value: unknown) => value as string;\n',
    ],
  ),
  [
    'lint/nursery/noUnsafeTypeAssertion',
    'lib/double-assertion.ts',
    'export const of = (value: number) => value as unknown as string;\n',
  ],
  [
    'lint/nursery/noUnsafeTypeAssertion',
    'lib/angle-brackets.ts',
    'export const of = (value: unknown) => <string>value;\n',
  ],
];
const withoutViolations = {
  'core/runtime/environment/env.ts': `export const table = process.env['TABLE'];\n`,
  'lib/checked.ts': `export const kinds = ['A', 'B'] as const satisfies readonly string[];\n`,
  'lib/awaited.ts': 'const send = async () => 1;\nexport const run = async () => {\n  await send();\n};\n',
};

const rulesBrokenBy = await lint({
  ...Object.fromEntries(violations.map(([, path, content]) => [path, content])),
  ...withoutViolations,
});

test.each(violations)('the rule %s reports %s', (rule, path) => {
  expect(rulesBrokenBy(path)).toContain(rule);
});

test.each(Object.keys(withoutViolations))('no rule reports %s', path => {
  expect(rulesBrokenBy(path)).toEqual([]);
});
