// During a deployment, and after a rollback, two releases read each other's items and messages
// (CONTRIBUTING.md, "Releases").
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { readFixtures } from '../../support/fixtures/release-fixtures.ts';
import { storedKinds } from '../../support/fixtures/stored-kinds.ts';

const fixtures = readFixtures();
const ajv = new Ajv2020({ strict: false, validateFormats: false });

test('no kind of the last release has gone', () => {
  expect(fixtures.length).toBeGreaterThan(10);
  expect(fixtures.filter(({ name }) => !(name in storedKinds)).map(({ name }) => name)).toEqual([]);
});

describe.each(fixtures)('$name', ({ name, schema, examples }) => {
  const kind = storedKinds[name];

  test.each(examples)('this release reads what the last one wrote: %s', (_, item) => {
    expect(kind?.reader.safeParse(item).error).toBeUndefined();
  });

  test.each(Object.entries(kind?.examples ?? {}))(
    'the last release reads what this one writes: %s',
    (_, item) => {
      const accepts = ajv.compile(schema);
      const written = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

      expect(accepts(written) ? [] : accepts.errors).toEqual([]);
    },
  );
});
