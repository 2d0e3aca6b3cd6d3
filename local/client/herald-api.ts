// A client of Herald's REST API, with one access key or OAuth token.
import type * as z from 'zod';
import { parseJson, unexpectedAnswer } from './http-answer.ts';

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, or the text if it is not JSON. */
  readonly body: unknown;
};

export class HeraldApi {
  readonly #base: string;
  readonly #token: string;

  constructor(apiUrl: string, licensor: string, token: string) {
    this.#base = `${apiUrl}/${licensor}/notifications`;
    this.#token = token;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
  }

  /**
   * @returns the parsed answer.
   * @throws Failure if the status is not 2xx, or the answer does not match the schema
   */
  async post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
    const { status, body: answered } = await this.call('POST', path, body);
    const result = answer.safeParse(answered);
    if (status >= 200 && status < 300 && result.success) return result.data;
    throw unexpectedAnswer(`POST ${path}`, status, answered);
  }
}
