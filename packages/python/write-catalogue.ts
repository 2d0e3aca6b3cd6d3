// Writes src/herald/catalogue.py: the types of what arrives for the topics of this repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewsOfTopics } from '../../core/catalog/topic-view.ts';

type Schema = { readonly [keyword: string]: unknown };
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const forms = { native: '', cloudevents: 'CloudEvent', eventbridge: 'EventBridge' } as const;

/** The text of the file. */
export function catalogueText(): string {
  const events: string[] = [];
  const types = viewsOfTopics().flatMap(({ eventTypes }) =>
    eventTypes.flatMap(({ eventType, versions: [newest] }) => {
      const typed = new TypedDicts();
      const formsOf = new Map<string, string[]>();
      for (const [form, suffix] of Object.entries(forms)) {
        const schema: Schema = Object(Object(newest)[form].jsonSchema);
        const data = form === 'cloudevents' ? Object(schema['properties'])['data'] : schema;
        const name = typed.typeOf(data, `${pascalCase(eventType)}${suffix}`);
        formsOf.set(name, [...(formsOf.get(name) ?? []), form]);
      }
      // A bus, and a webhook with its form, may have another name for the event type.
      const names = literal([...new Set([eventType, newest?.eventbridge.detailType])]);
      for (const [name, those] of formsOf) events.push(`TypedEvent[${names}, ${literal(those)}, ${name}]`);
      return typed.definitions;
    }),
  );
  return `"""Types of the payloads of Herald's example topics, in the newest version.

Made by write-catalogue.ts of the topics in core/catalog/. Do not edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, TypedDict, Union

from .event import TypedEvent

if TYPE_CHECKING:
    from typing_extensions import NotRequired

${types.join('\n\n')}

#: An event of the example topics. Its type and form decide what data is.
ExampleEvent = Union[
${events.map(event => `    ${event},`).join('\n')}
]
`;
}

/** The types of one event type. Forms with the same payload share a type. */
class TypedDicts {
  readonly definitions: string[] = [];
  readonly #names = new Map<string, string>();

  /** @param name if a type must be defined. What is not understood is `Any`: what the schema allows always fits. */
  typeOf(schema: unknown, name: string): string {
    if (!isSchema(schema)) return 'Any';
    const { type } = schema;
    if ('const' in schema) return literal([schema['const']]);
    if (Array.isArray(schema['enum'])) return literal(schema['enum']);
    if (Array.isArray(type)) return union(type.map(one => this.typeOf({ ...schema, type: one }, name)));
    if (type === 'array') return `List[${this.typeOf(schema['items'], `${name}Item`)}]`;
    if (type === 'object') return this.#objectType(schema, name);
    return simpleTypes[String(type)] ?? 'Any';
  }

  #objectType(schema: Schema, name: string): string {
    const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : [];
    if (properties.length === 0)
      return `Dict[str, ${this.typeOf(schema['additionalProperties'], `${name}Value`)}]`;
    const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
    const fields = properties.map(([key, value]): [string, string] => {
      const type = this.typeOf(value, `${name}${pascalCase(key)}`);
      return [key, required.includes(key) ? type : `NotRequired[${type}]`];
    });
    const text = JSON.stringify(fields);
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.#names.set(text, name);
    this.definitions.push(definition(name, fields));
    return name;
  }
}

/** A key such as `detail-type` cannot be written as an attribute. The types in quotes are read by type checkers only. */
function definition(name: string, fields: readonly [string, string][]): string {
  const isClass = fields.every(([key]) => /^[A-Za-z]\w*$/.test(key) && !keywords.has(key));
  if (isClass)
    return `\nclass ${name}(TypedDict):\n${fields.map(field => `    ${field.join(': ')}`).join('\n')}`;
  const lines = fields.map(([key, type]) => `        ${JSON.stringify(key)}: ${pythonText(type)},`);
  return `\n${name} = TypedDict(\n    "${name}",\n    {\n${lines.join('\n')}\n    },\n)`;
}

/** Keys that the topics have or may have, and that are words of Python. */
const keywords = new Set([
  'class',
  'from',
  'import',
  'in',
  'is',
  'not',
  'or',
  'and',
  'pass',
  'return',
  'with',
  'as',
]);
const simpleTypes: Readonly<Record<string, string>> = {
  string: 'str',
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  null: 'None',
};

const pythonText = (text: string): string => `'${text}'`;
const union = (choices: string[]): string => `Union[${[...new Set(choices)].join(', ')}]`;
const literal = (values: readonly unknown[]): string =>
  `Literal[${values.map(value => JSON.stringify(value)).join(', ')}]`;

/** `DeliveryCompleted` for `DELIVERY_COMPLETED`, `DetailType` for `detail-type`. */
const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map(
      part =>
        part.charAt(0).toUpperCase() +
        (part === part.toUpperCase() ? part.slice(1).toLowerCase() : part.slice(1)),
    )
    .join('');

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'src/herald/catalogue.py'), catalogueText());
