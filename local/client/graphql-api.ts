// A partner's client of Herald's GraphQL API, which keeps the answers to the documented mutations.
import * as z from 'zod';
import { Failure } from '../emulator/progress.ts';
import { parseJson } from './json.ts';

/** A mutation whose answer is as the texts print it, or the error that they promise. */
export type AnsweredMutation = {
  readonly mutation: string;
  /** What distinguishes this request. */
  readonly about: string;
  /** JSON. */
  readonly answer: string;
};

const refused = (code: string) =>
  z.object({
    errors: z.tuple([z.object({ message: z.string(), extensions: z.object({ code: z.literal(code) }) })]),
  });

export class GraphqlApi {
  readonly #url: string;
  readonly #token: string;
  readonly #answered: AnsweredMutation[] = [];

  constructor(apiUrl: string, licensor: string, token: string) {
    this.#url = `${apiUrl}/${licensor}/graphql`;
    this.#token = token;
  }

  /** In the order of their answers. */
  get answered(): readonly AnsweredMutation[] {
    return this.#answered;
  }

  /**
   * Sends a document with one mutation.
   * @param payload the whole payload, as printed
   * @throws Failure for any other answer
   */
  async mutate<T>(document: string, payload: z.ZodType<T>, about: string): Promise<T> {
    const mutation = nameOf(document);
    const data = z.strictObject({ [mutation]: z.unknown() }).transform(answered => answered[mutation]);
    const printed = z.strictObject({ data: data.pipe(payload) });
    return (await this.#execute(document, printed, about)).data;
  }

  /** Sends a document whose mutation must be refused. @returns the message */
  async mutateInVain(document: string, code: string, about: string): Promise<string> {
    const { errors } = await this.#execute(document, refused(code), about);
    return errors[0].message;
  }

  async #execute<T>(document: string, expected: z.ZodType<T>, about: string): Promise<T> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: document }),
    });
    const text = await response.text();
    const answer = expected.safeParse(parseJson(text));
    const mutation = nameOf(document);
    if (!response.ok || !answer.success) {
      throw new Failure(`${mutation} (${about}) was answered ${response.status} ${text}`);
    }
    this.#answered.push({ mutation, about, answer: text });
    return answer.data;
  }
}

/** The first field of a document's first selection. */
function nameOf(document: string): string {
  return /^\s*mutation\s*\{\s*(\w+)/.exec(document)?.[1] ?? 'no mutation';
}
