import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate } from '../../../../lambdas/graphql/schema/generate.ts';

test('the types and the text of the schema are generated from the .graphql files as they are now', async () => {
  const generated = new URL('../../../../lambdas/graphql/schema/schema.generated.ts', import.meta.url);

  expect(readFileSync(generated, 'utf8') === (await generate()), 'run npm run generate').toBe(true);
});
