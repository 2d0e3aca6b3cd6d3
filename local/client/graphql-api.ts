// A client of Herald's GraphQL API. It keeps the answers to the documented mutations.
import * as z from 'zod';
import { parseJson, unexpectedAnswer } from './http-answer.ts';

/** A mutation that was answered as the reference texts print it, or with the error that they promise. */
export type AnsweredMutation = {
  readonly mutation: string;
  /** Distinguishes requests with the same mutation. */
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
   * @param payload the mutation's whole payload. @param about distinguishes requests with the same mutation
   * @throws Failure for any other answer
   */
  async mutate<T>(document: string, payload: z.ZodType<T>, about: string): Promise<T> {
    const mutation = nameOf(document);
    const data = z.strictObject({ [mutation]: z.unknown() }).transform(answered => answered[mutation]);
    const printed = z.strictObject({ data: data.pipe(payload) });
    return (await this.#execute(document, printed, about)).data;
  }

  /** Sends a document whose mutation must be refused with an error code. @returns the error message */
  async mutateRefused(document: string, code: string, about: string): Promise<string> {
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
      throw unexpectedAnswer(`${mutation} (${about})`, response.status, text);
    }
    this.#answered.push({ mutation, about, answer: text });
    return answer.data;
  }
}

/** The name of a document's first mutation. */
function nameOf(document: string): string {
  return /^\s*mutation\s*\{\s*(\w+)/.exec(document)?.[1] ?? 'no mutation';
}

/**
 * Replaces the placeholders of a printed document.
 * @param values by placeholder; a placeholder is a whole string of the document
 * @throws Error for a placeholder that the document does not have
 */
export function filledIn(document: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    const printed = JSON.stringify(placeholder);
    if (!text.includes(printed)) throw new Error(`the document has no ${printed}`);
    return text.replaceAll(printed, () => JSON.stringify(value));
  }, document);
}
