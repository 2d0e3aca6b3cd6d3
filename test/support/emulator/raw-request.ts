// A request to Herald's API with nothing added, for what no well-behaved client sends.
import type { ApiAnswer } from '../../../local/client/herald-api.ts';
import { herald } from './herald.ts';

type RequestParts = { authorization?: string; headers?: Record<string, string>; body?: string };

/** @param path after the base URL, e.g. `/{licensor}/notifications/targets` */
export async function request(
  method: string,
  path: string,
  { authorization, headers, body }: RequestParts = {},
): Promise<ApiAnswer> {
  const response = await fetch(herald.outputs.apiUrl + path, {
    method,
    headers: { ...(authorization && { authorization }), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
