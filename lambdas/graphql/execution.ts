// From one GraphQL request to its answer: parsed, measured, validated, executed.
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { excessesOf, limits } from './limits.ts';
import type { Context, RootResolvers } from './root-resolvers.ts';
import { schemaText } from './schema/schema.generated.ts';

export type GraphqlRequest = {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
};

/** @param introspection whether callers may ask for the schema, and are told what a misspelt name may have meant */
export function createExecution(resolvers: RootResolvers, introspection: boolean) {
  const schema = buildSchema(schemaText);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const hideSuggestions = !introspection;

  const validated = (query: string): DocumentNode | readonly GraphQLError[] => {
    try {
      const document = parse(query, { maxLexicalTokens: limits.tokens });
      const excesses = excessesOf(document).map(message => new GraphQLError(message));
      const errors =
        excesses.length > 0 ? excesses : validate(schema, document, rules, { hideSuggestions, maxErrors });
      return errors.length > 0 ? errors : document;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      // A parser that calls itself for every bracket may run out of stack before it runs out of tokens.
      if (error instanceof RangeError) return [new GraphQLError('the document is nested too deep')];
      throw error;
    }
  };

  /** @returns what GraphQL makes of it; without `data` if the request was refused before anything was done */
  return async (
    { query, variables: variableValues, operationName }: GraphqlRequest,
    contextValue: Context,
  ): Promise<ExecutionResult> => {
    const document = validated(query);
    if (!('kind' in document)) return { errors: document };
    return execute({
      schema,
      document,
      variableValues,
      operationName,
      contextValue,
      hideSuggestions,
      fieldResolver,
      rootValue: resolvers,
    });
  };
}

/** So that a document that is wrong everywhere does not get an answer many times its size. */
const maxErrors = 10;

/** Root fields are functions, all others are properties. */
const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, Context> = (
  source,
  args,
  context,
  info,
) => {
  const property = source[info.fieldName];
  return typeof property === 'function' ? property(plain(args), context) : property;
};

/** Arguments as other JSON input: null is as good as not given. */
const plain = (args: unknown): unknown =>
  JSON.parse(JSON.stringify(args), (_, value: unknown) => value ?? undefined);
