// The regular expressions of source files, literal or composed of constants.
import { parseAst } from 'vitest/node';
import * as z from 'zod';
import { contentOf } from './repository-files.ts';

export type Pattern = { source: string; flags: string };

const nodeSchema = z.looseObject({ type: z.string() });
type Node = z.output<typeof nodeSchema>;
const named = z.object({ name: z.string() });
const regexSchema = z.object({ regex: z.object({ pattern: z.string(), flags: z.string() }) });
const partSchema = z.object({ value: z.object({ raw: z.string(), cooked: z.string() }) });
const templateSchema = z.object({ quasis: z.array(partSchema), expressions: z.array(nodeSchema) });

/** Every node of a tree, the root first. */
function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  const node = nodeSchema.safeParse(value).data;
  return node ? [node, ...Object.values(node).flatMap(nodesIn)] : [];
}

/** The text of an expression. What is known only at run time, e.g. a random id, counts as the text "x". */
function textOf(node: Node, constants: ReadonlyMap<string, Node>): string {
  switch (node.type) {
    case 'Literal':
      return z.object({ value: z.string() }).parse(node).value;
    case 'Identifier': {
      const constant = constants.get(named.parse(node).name);
      return constant ? textOf(constant, constants) : 'x';
    }
    case 'TemplateLiteral':
      return joined(node, 'cooked', constants);
    case 'TaggedTemplateExpression':
      return joined(nodeSchema.parse(node['quasi']), 'raw', constants);
    case 'CallExpression':
      return 'x';
    default:
      throw new Error(`a pattern may consist of texts and constants, got ${node.type}`);
  }
}

function joined(node: Node, form: 'raw' | 'cooked', constants: ReadonlyMap<string, Node>): string {
  const { quasis, expressions } = templateSchema.parse(node);
  return quasis
    .map(({ value }, index) => {
      const next = expressions[index];
      return value[form] + (next ? textOf(next, constants) : '');
    })
    .join('');
}

function patternOf(node: Node, constants: ReadonlyMap<string, Node>): Pattern[] {
  const literal = regexSchema.safeParse(node).data;
  if (literal) return [{ source: literal.regex.pattern, flags: literal.regex.flags }];
  const isCall = node.type === 'NewExpression' || node.type === 'CallExpression';
  if (!isCall || named.safeParse(node['callee']).data?.name !== 'RegExp') return [];
  const [source, flags] = z.array(nodeSchema).min(1).parse(node['arguments']);
  return source ? [{ source: textOf(source, constants), flags: flags ? textOf(flags, constants) : '' }] : [];
}

/** @throws Error for an expression that is composed of anything but texts and constants of its file */
export function patternsIn(text: string): Pattern[] {
  const nodes = nodesIn(parseAst(text, { lang: 'ts' }));
  const constants = new Map<string, Node>();
  for (const node of nodes) {
    const init = nodeSchema.safeParse(node['init']).data;
    if (node.type === 'VariableDeclarator' && init) {
      constants.set(named.safeParse(node['id']).data?.name ?? '', init);
    }
  }
  return nodes.flatMap(node => patternOf(node, constants));
}

export const patternsOf = (path: string): Pattern[] => patternsIn(contentOf(path));
