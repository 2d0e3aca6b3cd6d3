// Parses a token request: client, authentication method and parameters (RFC 6749, sections 2.3.1 and 3.2).
import * as z from 'zod';
import { parseJson } from '../client/http-answer.ts';
import type { Received } from './inbox.ts';

export type TokenRequest = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly credentialsIn: 'header' | 'body';
  readonly encoding: 'form' | 'json';
  /** Without the credentials. */
  readonly parameters: Readonly<Record<string, string>>;
};

/** `error`: a code of section 5.2. `about`: the reason. */
export type Refusal = { readonly status: 400 | 401 | 405; readonly error: string; readonly about: string };

const encodings = { 'application/x-www-form-urlencoded': 'form', 'application/json': 'json' } as const;
const jsonParameters = z.record(z.string(), z.string());

/** @returns the request, or why it is refused */
export function readTokenRequest({ method, headers, body }: Received): TokenRequest | Refusal {
  if (method !== 'POST') return { ...invalid(`method ${method}`), status: 405 };
  if (headers['accept'] !== 'application/json') return invalid(`accept ${headers['accept']}`);
  const encoding = encodingOf(headers['content-type']);
  if (!encoding) return invalid(`content type ${headers['content-type']}`);
  const sent = encoding === 'form' ? formParameters(body) : jsonParameters.safeParse(parseJson(body)).data;
  if (!sent) return invalid(`body is not ${encoding}, or has a parameter twice`);
  const { client_id: id, client_secret: secret, ...parameters } = sent;
  const inBody =
    id === undefined || secret === undefined ? undefined : { clientId: id, clientSecret: secret };
  const authorization = headers['authorization'];
  if (authorization !== undefined && (id ?? secret) !== undefined) return invalid('credentials twice');
  const inHeader = authorization === undefined ? undefined : basicCredentials(authorization);
  const credentials = inHeader ?? inBody;
  if (!credentials) return { status: 401, error: 'invalid_client', about: 'no credentials' };
  return { ...credentials, credentialsIn: inHeader ? 'header' : 'body', encoding, parameters };
}

const invalid = (about: string): Refusal => ({ status: 400, error: 'invalid_request', about });

function encodingOf(contentType = ''): TokenRequest['encoding'] | undefined {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  return Object.entries(encodings).find(([name]) => name === type)?.[1];
}

function formParameters(body: string): Record<string, string> | undefined {
  const pairs = [...new URLSearchParams(body)];
  const parameters = Object.fromEntries(pairs);
  return Object.keys(parameters).length === pairs.length ? parameters : undefined;
}

/** Id and secret are form-urlencoded before they are joined (section 2.3.1). */
function basicCredentials(authorization: string): { clientId: string; clientSecret: string } | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(authorization) ?? [];
  const [, id, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const [clientId = '', clientSecret = ''] = new URLSearchParams(`id=${id}&secret=${secret}`).values();
  return { clientId, clientSecret };
}
