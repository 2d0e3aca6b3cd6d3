import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate } from '../../../../lambdas/graphql/schema/generate.ts';

test('the generated schema is up to date with the .graphql files', async () => {
  const generated = new URL('../../../../lambdas/graphql/schema/schema.generated.ts', import.meta.url);

  expect(readFileSync(generated, 'utf8') === (await generate()), 'run npm run generate').toBe(true);
});
