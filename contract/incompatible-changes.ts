// What a change of a topic's published version would break for its receivers (docs/adding-a-topic.md,
// "Changing a topic later"). Whatever arrives from now on must validate by the schema that was published, and
// must have every field that it names.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

const documentSchema = z.object({
  components: z.object({
    messages: z.record(
      z.string(),
      z.looseObject({
        payload: z.record(z.string(), z.unknown()),
        'x-deprecated': z.object({ until: z.string() }).optional(),
      }),
    ),
  }),
});

/**
 * @param published the AsyncAPI document that was published
 * @param now that of this code
 * @param today ISO 8601: a message may go after the day until which it was promised
 * @returns one line for each change that needs a new version
 */
export function incompatibleChanges(published: unknown, now: unknown, today: string): string[] {
  const after = documentSchema.parse(now).components.messages;
  return Object.entries(documentSchema.parse(published).components.messages).flatMap(([name, message]) => {
    const until = message['x-deprecated']?.until;
    const changed = after[name];
    if (changed) return changesOf(name, message.payload, changed.payload);
    return until !== undefined && until < today ? [] : [`${name}: removed, and not after its deprecation`];
  });
}

/** Keywords that say nothing about what is valid. */
const annotations = new Set(['description', 'title', 'examples', '$schema', 'default']);
const objectSchema = z.record(z.string(), z.unknown()).catch({});
const namesSchema = z.array(z.string()).catch([]);

function changesOf(path: string, published: unknown, now: unknown): string[] {
  const [before, after] = [objectSchema.parse(published), objectSchema.parse(now)];
  return Object.entries(before).flatMap(([keyword, value]) => {
    if (annotations.has(keyword)) return [];
    if (keyword === 'properties') return fieldChanges(path, value, after['properties']);
    if (keyword === 'items') return changesOf(`${path}[]`, value, after['items']);
    if (keyword === 'required') {
      const required = new Set(namesSchema.parse(after['required']));
      return namesSchema
        .parse(value)
        .filter(name => !required.has(name))
        .map(name => `${path}.${name}: no longer required`);
    }
    return isDeepStrictEqual(value, after[keyword]) ? [] : [`${path}: another ${keyword}`];
  });
}

function fieldChanges(path: string, published: unknown, now: unknown): string[] {
  const fields = objectSchema.parse(now);
  return Object.entries(objectSchema.parse(published)).flatMap(([name, field]) =>
    Object.hasOwn(fields, name)
      ? changesOf(`${path}.${name}`, field, fields[name])
      : [`${path}.${name}: removed`],
  );
}
