// Sends a request to Herald's API exactly as given, for requests that a normal client would not send.
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
