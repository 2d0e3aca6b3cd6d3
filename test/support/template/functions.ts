// The functions of a template, with the permissions of their roles.
import * as z from 'zod';
import { type Resource, resourcesOf, type TemplateJson } from './template.ts';

export type Statement = {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: unknown[];
  Condition?: unknown;
};
export type LambdaInTemplate = {
  id: string;
  /** The name of its folder in lambdas/. */
  name: string;
  /** The logical id of its alias `live`, which everything invokes. */
  alias: string;
  /** In seconds. */
  timeout: number;
  /** The logical id. */
  logGroup: string;
  /** Values as in the template: strings, or objects that refer to other resources. */
  environment: Record<string, unknown>;
  statements: Statement[];
};

const listOf = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform(one => [one])]);
const policySchema = z.object({
  Roles: z.array(z.unknown()),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: listOf(z.string()),
        Resource: listOf(z.unknown()),
        Condition: z.unknown().optional(),
      }),
    ),
  }),
});
const functionSchema = z.object({
  Description: z.string(),
  Role: z.unknown(),
  LoggingConfig: z.object({ LogGroup: z.unknown() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
  Timeout: z.number(),
});
const referenceSchema = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform(value => value['Fn::GetAtt'][0]),
]);

/**
 * The logical id in a `Ref` or `Fn::GetAtt`.
 * @throws Error for any other value
 */
export function idIn(value: unknown): string {
  const { data: id } = referenceSchema.safeParse(value);
  if (id === undefined) throw new Error(`not a reference to a resource: ${JSON.stringify(value)}`);
  return id;
}

/** Every statement of the policies in a template, with the logical ids of the roles that have it. */
export const statementsOf = (template: TemplateJson): { roles: string[]; statement: Statement }[] =>
  resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { PolicyDocument, Roles } = policySchema.parse(Properties);
    return PolicyDocument.Statement.map(statement => ({ roles: Roles.map(idIn), statement }));
  });

/** The CDK's function that copies the console's files has no description; console.test.ts checks it. */
const isOwn = ({ Properties }: Resource): boolean => 'Description' in Properties;

/** Herald's own functions. */
export function functionsOf(template: TemplateJson): LambdaInTemplate[] {
  const statements = statementsOf(template);
  const aliases = new Map(
    resourcesOf(template, 'AWS::Lambda::Alias').map(([id, { Properties }]) => [
      idIn(Properties['FunctionName']),
      id,
    ]),
  );
  const own = resourcesOf(template, 'AWS::Lambda::Function').filter(([, resource]) => isOwn(resource));
  return own.map(([id, { Properties }]) => {
    const { Description, Role, LoggingConfig, Environment, Timeout } = functionSchema.parse(Properties);
    return {
      id,
      name: Description.replace(/^Herald \w+: /, ''),
      alias: aliases.get(id) ?? '',
      timeout: Timeout,
      logGroup: idIn(LoggingConfig.LogGroup),
      environment: Environment?.Variables ?? {},
      statements: statements
        .filter(({ roles }) => roles.includes(idIn(Role)))
        .map(({ statement }) => statement),
    };
  });
}

/** The names of the functions that are allowed one of some actions, on any resource. */
export const functionsThatMay = (template: TemplateJson, ...actions: string[]): string[] =>
  functionsOf(template)
    .filter(({ statements }) =>
      statements.some(
        ({ Effect, Action }) => Effect === 'Allow' && actions.some(action => Action.includes(action)),
      ),
    )
    .map(({ name }) => name)
    .sort();
