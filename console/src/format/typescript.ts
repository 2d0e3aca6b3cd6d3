// TypeScript types for JSON Schemas of the catalogue, to be copied.

type Schema = { readonly [keyword: string]: unknown };

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const schemasOf = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/**
 * @param name of the type, e.g. `OrderShipped`; characters that TypeScript does not allow are left out
 * @param schema JSON Schema (2020-12). A keyword that TypeScript cannot say is left out, a part that is not
 *   understood is `unknown`: what the schema allows always fits the type.
 * @returns e.g. `export type OrderShipped = {\n  orderId: string;\n};`
 */
export function typeScriptOf(name: string, schema: Schema): string {
  const definitions = isSchema(schema['$defs']) ? Object.entries(schema['$defs']) : [];
  return [[name, schema] as const, ...definitions]
    .map(([one, of]) => `export type ${typeName(one)} = ${typeOf(isSchema(of) ? of : {}, '')};`)
    .join('\n\n');
}

/** @returns a name as TypeScript allows it: `order.shipped-v2` is `OrderShippedV2` */
function typeName(name: string): string {
  const parts = name.split(/[^A-Za-z0-9_$]+/).filter(Boolean);
  const joined = parts.map(part => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  return /^[A-Za-z_$]/.test(joined) ? joined : `Type${joined}`;
}

function typeOf(schema: Schema, indent: string): string {
  const { $ref, type } = schema;
  if (typeof $ref === 'string') return $ref.startsWith('#/$defs/') ? typeName($ref.slice(8)) : 'unknown';
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal));
  const choices = [...schemasOf(schema['anyOf']), ...schemasOf(schema['oneOf'])];
  if (choices.length > 0) return union(choices.map(one => typeOf(one, indent)));
  const parts = schemasOf(schema['allOf']);
  if (parts.length > 0) return parts.map(one => `(${typeOf(one, indent)})`).join(' & ');
  if (Array.isArray(type)) return union(type.map(one => typeOf({ ...schema, type: one }, indent)));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return isSchema(schema['items']) ? `Array<${typeOf(schema['items'], indent)}>` : 'unknown[]';
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: Schema, indent: string): string {
  const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : [];
  const values = schema['additionalProperties'];
  if (properties.length === 0) {
    if (values === false) return 'Record<string, never>';
    return `Record<string, ${isSchema(values) ? typeOf(values, indent) : 'unknown'}>`;
  }
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const inner = `${indent}  `;
  const lines = properties.flatMap(([name, value]) => {
    const property = isSchema(value) ? value : {};
    const mark = required.includes(name) ? '' : '?';
    return [...comment(property, inner), `${inner}${propertyName(name)}${mark}: ${typeOf(property, inner)};`];
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** The description, and the format of a text, which TypeScript has no type for. */
function comment({ description, format }: Schema, indent: string): string[] {
  const texts = [description, format && `Format: ${String(format)}`].filter(
    text => typeof text === 'string' && text !== '',
  );
  if (texts.length === 0) return [];
  return [`${indent}/** ${texts.join('. ').replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */`];
}

const propertyName = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);

const literal = (value: unknown): string => JSON.stringify(value) ?? 'unknown';

/** Each choice once. `unknown` has room for all others. */
function union(choices: string[]): string {
  if (choices.includes('unknown')) return 'unknown';
  return [...new Set(choices)].join(' | ') || 'never';
}
