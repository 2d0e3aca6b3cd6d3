// How much one GraphQL document may ask for, measured before it is validated. See docs/decisions/0017.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { pageOptions } from './pages.ts';

export const limits = {
  /** Tokens of the document, which bound the work of parsing and validating it. */
  tokens: 2000,
  /** Levels of fields. Those inside of `__schema` and `__type` do not count: graphql-js bounds them. */
  depth: { most: 8, what: 'levels of fields' },
  fields: { most: 10, what: 'fields at the root' },
  aliases: { most: 10, what: 'aliases' },
  /** Fields of the answer: those of a page for each of its items. */
  complexity: { most: 5000, what: 'fields in the answer, those of a page counted for each of its items' },
} as const;

/** Of a selection set: how deep it is, its own fields, and what is in it altogether. */
type Size = Record<(typeof measures)[number], number>;
const measures = ['depth', 'fields', 'aliases', 'complexity'] as const;

/**
 * What a document asks for beyond the limits; it need not be valid. Fragments count wherever they are spread, and are measured once,
 * so that the work is linear in the document's length.
 * @returns sentences that name the limit and what was asked for
 */
export function excessesOf(document: DocumentNode): string[] {
  const sizes = document.definitions.flatMap(definition =>
    definition.kind === Kind.OPERATION_DEFINITION ? [sizeOf(definition.selectionSet, document)] : [],
  );
  return sizes.flatMap(size =>
    measures
      .filter(limit => size[limit] > limits[limit].most)
      .map(
        limit => `query: expected at most ${limits[limit].most} ${limits[limit].what}, got ${size[limit]}`,
      ),
  );
}

function sizeOf(root: SelectionSetNode, { definitions }: DocumentNode): Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Size>();

  const ofSet = (set: SelectionSetNode | undefined): Size => sum(set?.selections.map(ofSelection) ?? []);

  const ofSelection = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FIELD) return ofField(selection, ofSet(selection.selectionSet));
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSet(selection.selectionSet);
    const name = selection.name.value;
    // A fragment that spreads itself counts nothing inside of itself: validation refuses it.
    if (!known.has(name)) {
      known.set(name, sum([]));
      known.set(name, ofSet(fragments.get(name)?.selectionSet));
    }
    return known.get(name) ?? sum([]);
  };

  return ofSet(root);
}

const ofField = (field: FieldNode, inside: Size): Size => ({
  depth: 1 + (field.name.value.startsWith('__') ? 0 : inside.depth),
  fields: 1,
  aliases: inside.aliases + (field.alias ? 1 : 0),
  complexity: 1 + inside.complexity * itemsOf(field),
});

/** How many items a field may have; the most there are, if a variable says it. */
function itemsOf({ name, arguments: given = [] }: FieldNode): number {
  if (!pageOptions.fields.has(name.value)) return 1;
  const first = given.find(argument => argument.name.value === 'first')?.value;
  if (first === undefined) return pageOptions.usual;
  return first.kind === Kind.INT ? Number(first.value) : pageOptions.most;
}

const sum = (sizes: readonly Size[]): Size => ({
  depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
  fields: total(sizes, 'fields'),
  aliases: total(sizes, 'aliases'),
  complexity: total(sizes, 'complexity'),
});

const total = (sizes: readonly Size[], what: keyof Size): number =>
  sizes.reduce((sofar, size) => sofar + size[what], 0);
