// Gets access tokens from the issuer by client credentials (RFC 6749, section 4.4).
import * as z from 'zod';
import { parseJson, unexpectedAnswer } from './http-answer.ts';

export type Client = { readonly clientId: string; readonly clientSecret: string };

const tokenAnswer = z.object({ access_token: z.string(), token_type: z.literal('Bearer') });

/**
 * @param scope if undefined, all scopes of the client
 * @returns a token that is valid for an hour
 * @throws Failure if the issuer refuses
 */
export async function accessToken(
  tokenUrl: string,
  { clientId, clientSecret }: Client,
  scope?: string,
): Promise<string> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
  });
  const text = await response.text();
  const answer = tokenAnswer.safeParse(parseJson(text));
  if (answer.success) return answer.data.access_token;
  throw unexpectedAnswer(`POST ${tokenUrl}`, response.status, text);
}
