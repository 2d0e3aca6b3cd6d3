// The request for an access token: a client credentials grant (RFC 6749, section 4.4.2) with the settings of
// reference text 2.
import { encodingOf, isContentType, type TokenRequestEncoding } from '../../core/model/webhook-auth/oauth.ts';
import type { Credentials, WebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import { type OutboundRequest, userAgent } from '../../core/runtime/outbound/outbound.ts';
import { basicCredentials } from './authentication.ts';
import { secretAt } from './credentials.ts';

export type OauthAuth = Extract<WebhookAuth, { type: 'oauth' }>;

type Parameter = [key: string, value: string];

const defaultContentType = 'application/x-www-form-urlencoded';

export function tokenRequestOf(auth: OauthAuth, credentials: Credentials): Omit<OutboundRequest, 'deadline'> {
  const inHeaders = auth.headerParameters.map(
    ({ key }): Parameter => [key, secretAt(credentials, `headerParameters.${key}`)],
  );
  const inBody = auth.bodyParameters.map(
    ({ key }): Parameter => [key, secretAt(credentials, `bodyParameters.${key}`)],
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
  const { clientId, bodyParameters, headerParameters } = auth;
  const hasOwn =
    bodyParameters.some(({ key }) => key === 'client_id' || key === 'client_secret') ||
    headerParameters.some(({ key }) => key.toLowerCase() === 'authorization');
  return hasOwn ? {} : { authorization: basicCredentials(formEncoded(clientId), formEncoded(clientSecret)) };
}

const withGrantType = (parameters: Parameter[]): Parameter[] =>
  parameters.some(([key]) => key === 'grant_type')
    ? parameters
    : [['grant_type', 'client_credentials'], ...parameters];

const encoded = (parameters: Parameter[], encoding: TokenRequestEncoding): string =>
  encoding === 'json'
    ? JSON.stringify(Object.fromEntries(parameters))
    : new URLSearchParams(parameters).toString();

/** Form-encodes client id and secret before HTTP Basic (RFC 6749, section 2.3.1 and appendix B). */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
