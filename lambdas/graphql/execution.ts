// Parses a GraphQL document, checks its limits, validates it and executes it.
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { RequireWritable } from '../../core/registration/write-guard.ts';
import { limitErrorsOf, limits, rootFieldsOf } from './limits.ts';
import type { ChargeMutations } from './mutation-budget.ts';
import type { Context, RootResolvers } from './root-resolvers.ts';
import { schemaText } from './schema/schema.generated.ts';

export type GraphqlRequest = {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
};

/** What is checked before a mutation. */
export type MutationGuards = { requireWritable: RequireWritable; charge: ChargeMutations };

/** @param introspection whether callers may query the schema, and get suggestions for misspelt names */
export function createExecution(
  resolvers: RootResolvers,
  { requireWritable, charge }: MutationGuards,
  introspection: boolean,
) {
  const schema = buildSchema(schemaText);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const hideSuggestions = !introspection;

  const parseAndValidate = (query: string): DocumentNode | readonly GraphQLError[] => {
    try {
      const document = parse(query, { maxLexicalTokens: limits.tokens });
      const limitErrors = limitErrorsOf(document).map(message => new GraphQLError(message));
      const errors =
        limitErrors.length > 0
          ? limitErrors
          : validate(schema, document, rules, { hideSuggestions, maxErrors });
      return errors.length > 0 ? errors : document;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      // The parser is recursive: deep nesting can overflow the stack before the limit of tokens is reached.
      if (error instanceof RangeError) return [new GraphQLError('the document is nested too deeply')];
      throw error;
    }
  };

  /**
   * @returns the result; it has no `data` if the document was rejected before execution
   * @throws what `requireWritable` throws
   * @throws HeraldError TOO_MANY_REQUESTS if the licensor has sent too many mutations
   */
  return async (
    { query, variables: variableValues, operationName }: GraphqlRequest,
    contextValue: Context,
  ): Promise<ExecutionResult> => {
    const document = parseAndValidate(query);
    if (!('kind' in document)) return { errors: document };
    const operation = getOperationAST(document, operationName);
    if (operation?.operation === OperationTypeNode.MUTATION) {
      await requireWritable(contextValue.licensor);
      await charge(contextValue.licensor, rootFieldsOf(operation, document));
    }
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

/** Limits the size of the answer to a document with many errors. */
const maxErrors = 10;

/** Root fields are functions; all other fields are properties. */
const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, Context> = (
  source,
  args,
  context,
  info,
) => {
  const property = source[info.fieldName];
  return typeof property === 'function' ? property(withoutNulls(args), context) : property;
};

/** Removes null values from arguments: null means the same as not given. */
const withoutNulls = (args: unknown): unknown =>
  JSON.parse(JSON.stringify(args), (_, value: unknown) => value ?? undefined);
