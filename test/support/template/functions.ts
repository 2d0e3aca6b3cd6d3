// The functions of a template by their folder's name, with what their roles may do.
import { resourcesOf, type TemplateJson } from './template.ts';

export type Statement = {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: unknown[];
  Condition?: unknown;
};
export type LambdaInTemplate = {
  id: string;
  name: string;
  timeout: number;
  logGroup: string;
  /** Plain values as they are, references to other resources as objects. */
  environment: Record<string, unknown>;
  statements: Statement[];
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
/** The logical id that `Ref` or `Fn::GetAtt` names. */
export function idIn(value: unknown): string {
  const { Ref, 'Fn::GetAtt': att } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? att?.[0];
  if (id === undefined) throw new Error(`this refers to no resource: ${JSON.stringify(value)}`);
  return id;
}

/** Every statement of every policy in the template, and the roles that have it. */
export function statementsOf(template: TemplateJson): { roles: string[]; statement: Statement }[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { PolicyDocument, Roles } = Properties as {
      PolicyDocument: {
        Statement: { Effect: 'Allow' | 'Deny'; Action: unknown; Resource: unknown; Condition?: unknown }[];
      };
      Roles: unknown[];
    };
    return PolicyDocument.Statement.map(statement => ({
      roles: Roles.map(idIn),
      statement: {
        ...statement,
        Action: listOf(statement.Action).map(String),
        Resource: listOf(statement.Resource),
      },
    }));
  });
}

export function functionsOf(template: TemplateJson): LambdaInTemplate[] {
  const statements = statementsOf(template);
  return resourcesOf(template, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
    const { Description, Role, LoggingConfig, Environment, Timeout } = Properties as {
      Description: string;
      Role: unknown;
      LoggingConfig: { LogGroup: unknown };
      Environment?: { Variables: Record<string, unknown> };
      Timeout: number;
    };
    return {
      id,
      name: Description.replace(/^Herald \w+: /, ''),
      timeout: Timeout,
      logGroup: idIn(LoggingConfig.LogGroup),
      environment: Environment?.Variables ?? {},
      statements: statements
        .filter(({ roles }) => roles.includes(idIn(Role)))
        .map(({ statement }) => statement),
    };
  });
}

/** The names of the functions that may do something, on whatever resource. */
export const functionsThatMay = (template: TemplateJson, ...actions: string[]): string[] =>
  functionsOf(template)
    .filter(({ statements }) =>
      statements.some(
        ({ Effect, Action }) => Effect === 'Allow' && actions.some(action => Action.includes(action)),
      ),
    )
    .map(({ name }) => name)
    .sort();
