// Calls Herald's GraphQL API as a licensor's partner.
import * as z from 'zod';
import type { ApiAnswer } from '../../../local/client/herald-api.ts';
import type { Licensor } from './licensor.ts';
import { request } from './raw-request.ts';

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.strictObject({ code: z.string() }),
});
export type GraphqlError = z.output<typeof errorSchema>;
const answerSchema = z.strictObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorSchema.loose()).optional(),
});

/** @param body is sent as JSON. @param options `token` replaces the partner's own; `headers` are added */
export const postGraphql = (
  { name, partnerKey }: Licensor,
  body: unknown,
  { token = partnerKey, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
): Promise<ApiAnswer> =>
  request('POST', `/${name}/graphql`, {
    authorization: `Bearer ${token}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Sends a document that must succeed. @returns its data */
export async function ask<T>(
  licensor: Licensor,
  query: string,
  data: z.ZodType<T>,
  variables: object = {},
): Promise<T> {
  const { body } = await postGraphql(licensor, { query, variables });
  const answer = answerSchema.parse(body);
  if (answer.errors) throw new Error(`answered ${JSON.stringify(answer.errors)}`);
  return data.parse(answer.data);
}

/** Sends a document that must fail. @returns its errors */
export async function errorsOf(
  licensor: Licensor,
  query: string,
  variables: object = {},
): Promise<GraphqlError[]> {
  const { body } = await postGraphql(licensor, { query, variables });
  const { errors } = answerSchema.parse(body);
  if (!errors) throw new Error(`answered without errors: ${JSON.stringify(body)}`);
  return errors;
}
