// The limits of a GraphQL document, checked before it is validated (docs/decisions/0017-graphql-limits.md).
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { pageOptions } from './pages.ts';

export const limits = {
  /** Tokens of the document. They bound the cost of parsing and validation. */
  tokens: 2000,
  /**
   * Nested levels of fields, without those inside `__schema` and `__type`, which graphql-js limits itself.
   */
  depth: { max: 8, unit: 'levels of fields' },
  fields: { max: 10, unit: 'fields at the root' },
  aliases: { max: 10, unit: 'aliases' },
  /** Fields in the answer. The fields of a list count once per item that it may return. */
  complexity: { max: 5000, unit: 'fields in the answer, with those of a list counted per item' },
} as const;

/** The size of a selection set. `fields`: its own fields; the others include nested selections. */
type Size = Record<(typeof measures)[number], number>;
const measures = ['depth', 'fields', 'aliases', 'complexity'] as const;

/**
 * Checks a document, which need not be valid, against the limits. A fragment counts each time it is spread,
 * but is measured once, so that the cost is linear in the length of the document.
 * @returns one message per exceeded limit, with the limit and the value of the document
 */
export function limitErrorsOf(document: DocumentNode): string[] {
  const sizes = document.definitions.flatMap(definition =>
    definition.kind === Kind.OPERATION_DEFINITION ? [sizeOf(definition.selectionSet, document)] : [],
  );
  return sizes.flatMap(size =>
    measures
      .filter(limit => size[limit] > limits[limit].max)
      .map(limit => `query: expected at most ${limits[limit].max} ${limits[limit].unit}, got ${size[limit]}`),
  );
}

/** How many fields the operation has at its root, with those of fragments. */
export const rootFieldsOf = (operation: OperationDefinitionNode, document: DocumentNode): number =>
  sizeOf(operation.selectionSet, document).fields;

function sizeOf(root: SelectionSetNode, { definitions }: DocumentNode): Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Size>();

  const sizeOfSet = (set: SelectionSetNode | undefined, isRoot: boolean): Size =>
    sum(set?.selections.map(selection => sizeOfSelection(selection, isRoot)) ?? []);

  const sizeOfSelection = (selection: SelectionNode, isRoot: boolean): Size => {
    if (selection.kind === Kind.FIELD) {
      const inside = sizeOfSet(selection.selectionSet, false);
      return sizeOfField(selection, inside, isRoot ? itemsOf(selection) : 1);
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return sizeOfSet(selection.selectionSet, isRoot);
    const name = selection.name.value;
    const key = `${isRoot} ${name}`;
    // A fragment that spreads itself counts as empty inside itself. Validation rejects it later.
    if (!known.has(key)) {
      known.set(key, sum([]));
      known.set(key, sizeOfSet(fragments.get(name)?.selectionSet, isRoot));
    }
    return known.get(key) ?? sum([]);
  };

  return sizeOfSet(root, true);
}

/** @param items how many the field may return */
const sizeOfField = (field: FieldNode, inside: Size, items: number): Size => ({
  depth: 1 + (field.name.value.startsWith('__') ? 0 : inside.depth),
  fields: 1,
  aliases: inside.aliases + (field.alias ? 1 : 0),
  complexity: 1 + inside.complexity * items,
});

/**
 * How many items a root field may return: the argument `first`, or the maximum if `first` is a variable or a
 * number that is refused later. A negative, zero or infinite factor would hide the rest of the document.
 */
function itemsOf({ name, arguments: given = [] }: FieldNode): number {
  if (!pageOptions.fields.has(name.value)) return 1;
  const first = given.find(argument => argument.name.value === 'first')?.value;
  if (first === undefined) return pageOptions.default;
  const items = first.kind === Kind.INT ? Number(first.value) : pageOptions.max;
  return items >= 1 && items <= pageOptions.max ? items : pageOptions.max;
}

const sum = (sizes: readonly Size[]): Size => ({
  depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
  fields: total(sizes, 'fields'),
  aliases: total(sizes, 'aliases'),
  complexity: total(sizes, 'complexity'),
});

const total = (sizes: readonly Size[], key: keyof Size): number =>
  sizes.reduce((count, size) => count + size[key], 0);
