// The API client. Paths, parameters and answers have the types of docs/openapi.json.
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../../../packages/client/src/schema.generated.ts';
import { errorOf, unreachable } from './api-error.ts';

export type Api = Client<paths>;

/**
 * @param apiPath where the API is at this origin, e.g. /v1
 * @param token gives the session's token at the time of a request
 */
export function createApi(apiPath: string, token: () => string | undefined): Api {
  const api = createClient<paths>({ baseUrl: apiPath, credentials: 'omit', cache: 'no-store' });
  api.use({
    onRequest({ request }) {
      const current = token();
      if (current !== undefined) request.headers.set('Authorization', `Bearer ${current}`);
      return request;
    },
  });
  return api;
}

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * @returns what the API answered
 * @throws HeraldError for a failed call, or one without an answer
 */
export async function answerOf<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  return (await answerWithResponse(call)).data;
}

/** As `answerOf`, with the response: for its headers. */
export async function answerWithResponse<Data>(
  call: Promise<Answer<Data>>,
): Promise<{ data: Data; response: Response }> {
  const { data, response } = await successOf(call);
  if (data === undefined) throw errorOf(undefined, response);
  return { data, response };
}

/** For calls that answer 204. @throws HeraldError as `answerOf` */
export async function doneBy(call: Promise<Answer<unknown>>): Promise<void> {
  await successOf(call);
}

async function successOf<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  const answer = await call.catch(cause => {
    throw unreachable(cause);
  });
  if (!answer.response.ok) throw errorOf(answer.error, answer.response);
  return answer;
}
