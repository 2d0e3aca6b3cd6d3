// The request for an access token: a client credentials grant (RFC 6749, section 4.4.2) with the settings of
// reference text 2.
import {
  encodingOf,
  hasOwnAuthentication,
  isContentType,
  type TokenRequestEncoding,
} from '../../core/model/webhook-auth/oauth.ts';
import { basicCredentials } from '../../core/model/webhook-auth/request-auth.ts';
import { secretAt, secretOrListAt } from '../../core/model/webhook-auth/secret-at.ts';
import type { Credentials, WebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import { type OutboundRequest, userAgent } from '../../core/runtime/outbound/outbound.ts';

export type OauthAuth = Extract<WebhookAuth, { type: 'oauth' }>;

type Parameter = [key: string, value: string | string[]];

const defaultContentType = 'application/x-www-form-urlencoded';

export function tokenRequestOf(auth: OauthAuth, credentials: Credentials): Omit<OutboundRequest, 'deadline'> {
  const inHeaders = auth.headerParameters.map(({ key }): [string, string] => [
    key,
    secretAt(credentials, `headerParameters.${key}`),
  ]);
  const inBody = auth.bodyParameters.map(
    ({ key }): Parameter => [key, secretOrListAt(credentials, `bodyParameters.${key}`)],
  );
  const contentType = inHeaders.find(([key]) => isContentType(key))?.[1] ?? defaultContentType;
  return {
    url: auth.authEndpoint,
    method: auth.httpMethod,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      'content-type': contentType,
      ...clientAuthentication(auth, secretAt(credentials, 'clientSecret')),
      ...Object.fromEntries(inHeaders.filter(([key]) => !isContentType(key))),
    },
    body: encoded(withGrantType(inBody), encodingOf(contentType) ?? 'form'),
    keepBody: true,
  };
}

/** HTTP Basic (RFC 6749, section 2.3.1), unless the partner's own parameters authenticate the client. */
function clientAuthentication(auth: OauthAuth, clientSecret: string): Record<string, string> {
  return hasOwnAuthentication(auth)
    ? {}
    : { authorization: basicCredentials(formEncoded(auth.clientId), formEncoded(clientSecret)) };
}

const withGrantType = (parameters: Parameter[]): Parameter[] =>
  parameters.some(([key]) => key === 'grant_type')
    ? parameters
    : [['grant_type', 'client_credentials'], ...parameters];

/** A list is one parameter for each value in a form (RFC 8707, section 2), and a list in JSON. */
function encoded(parameters: Parameter[], encoding: TokenRequestEncoding): string {
  if (encoding === 'json') return JSON.stringify(Object.fromEntries(parameters));
  const pairs = parameters.flatMap(([key, value]) =>
    [value].flat().map((one): [string, string] => [key, one]),
  );
  return new URLSearchParams(pairs).toString();
}

/** Form-encodes client id and secret before HTTP Basic (RFC 6749, section 2.3.1 and appendix B). */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
