// The resources of a template with the given values of its parameters. A reference to a resource is `<id>`,
// with its logical id.
import * as z from 'zod';

const objectSchema = z.record(z.string(), z.unknown());
const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.string().optional() })).default({}),
  Conditions: objectSchema.default({}),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: objectSchema.default({}) })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
const text = z.string();
const nothing = Symbol('AWS::NoValue');
const pseudoParameters: Readonly<Record<string, unknown>> = {
  'AWS::NoValue': nothing,
  'AWS::Partition': 'aws',
  'AWS::AccountId': '222222222222',
  'AWS::StackName': 'orders',
};

export type Evaluated = {
  /** The type and the properties of each resource, by its logical id. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly Type: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
};

/** @throws Error for a function of CloudFormation that it does not know, or a parameter without a value */
export function evaluated(json: object, parameters: Readonly<Record<string, string>> = {}): Evaluated {
  const template = templateSchema.parse(json);

  function reference(name: string): unknown {
    if (Object.hasOwn(pseudoParameters, name)) return pseudoParameters[name];
    if (template.Resources[name]) return `<${name}>`;
    const value = parameters[name] ?? template.Parameters[name]?.Default;
    if (value === undefined) throw new Error(`${name} has no value`);
    return value;
  }

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: argument => reference(text.parse(argument)),
    'Fn::GetAtt': argument => reference(z.tuple([text, text]).parse(argument)[0]),
    'Fn::Join': argument => {
      const [separator, parts] = z.tuple([text, z.array(z.unknown())]).parse(argument);
      return parts.map(evaluate).join(separator);
    },
    'Fn::Equals': argument => {
      const [one, other] = z.tuple([z.unknown(), z.unknown()]).parse(argument);
      return evaluate(one) === evaluate(other);
    },
    'Fn::Not': argument => !evaluate(z.tuple([z.unknown()]).parse(argument)[0]),
    'Fn::If': argument => {
      const [condition, then, otherwise] = z.tuple([text, z.unknown(), z.unknown()]).parse(argument);
      return evaluate(evaluate(template.Conditions[condition]) ? then : otherwise);
    },
  };

  function evaluate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(evaluate).filter(one => one !== nothing);
    const { success, data } = objectSchema.safeParse(value);
    if (!success) return value;
    const [[name = '', argument] = [], ...others] = Object.entries(data);
    const call = others.length === 0 ? functions[name] : undefined;
    if (call) return call(argument);
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known`);
    const members = Object.entries(data).map(([key, member]) => [key, evaluate(member)]);
    return Object.fromEntries(members.filter(([, member]) => member !== nothing));
  }

  const resources = Object.entries(template.Resources).map(([id, { Type, Properties }]) => [
    id,
    { Type, ...objectSchema.parse(evaluate(Properties)) },
  ]);
  const outputs = Object.entries(template.Outputs).map(([name, { Value }]) => [name, evaluate(Value)]);
  return { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) };
}
