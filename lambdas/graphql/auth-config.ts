// `authConfig` as reference texts 2 and 3 print it, as the model knows it: one kind of authentication, maybe with a signature.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { type FieldNames, under } from './field-names.ts';

type KeyValue = { key: string; value: string };
type Hmac = { hmacSecret: string; hmacAlgorithm?: string; hmacHeader?: string };

/** What `AuthConfigInput` of the schema lets through. */
export type AuthConfigInput = {
  oAuthConfig?: {
    clientParameters: { clientId: string; clientSecret: string };
    authEndpoint: string;
    httpMethod?: string;
    httpParameters?: { bodyParameters?: KeyValue[]; headerParameters?: KeyValue[] };
  };
  basicAuthConfig?: { username: string; password: string };
  bearerAuthConfig?: { bearerToken: string };
  apiKeyAuthConfig?: { apiKey: string; apiKeyHeader?: string };
  hmacAuthConfig?: Hmac;
  queryParameterAuthConfig?: { queryParameterName: string; queryParameterValue: string };
  signatureConfig?: Hmac;
};

type Kind = Exclude<keyof AuthConfigInput, 'signatureConfig'>;

const typeOf: Record<Kind, string> = {
  oAuthConfig: 'oauth',
  basicAuthConfig: 'basic',
  bearerAuthConfig: 'bearer',
  apiKeyAuthConfig: 'apiKey',
  hmacAuthConfig: 'hmac',
  queryParameterAuthConfig: 'queryParameter',
};
const kinds = Object.keys(typeOf) as Kind[];

/** Where the texts have the fields of OAuth that REST has side by side. */
const namesOfOAuth: FieldNames = {
  clientId: 'clientParameters.clientId',
  clientSecret: 'clientParameters.clientSecret',
  bodyParameters: 'httpParameters.bodyParameters',
  headerParameters: 'httpParameters.headerParameters',
};

/**
 * @param path of the config in the request
 * @param restPath of the same in REST, whose refusals `names` translates
 * @returns `auth`: to be parsed with the domain's schema
 * @throws HeraldError BAD_REQUEST if there is not exactly one kind
 */
export function authOf(
  config: AuthConfigInput,
  path: string,
  restPath: string,
): { auth: Record<string, unknown>; names: FieldNames } {
  const [kind, ...more] = kinds.filter(one => config[one] !== undefined);
  if (kind === undefined || more.length > 0) {
    throw new HeraldError('BAD_REQUEST', `${path}: expected exactly one of ${kinds.join(', ')}`);
  }
  const { signatureConfig: signature } = config;
  if (signature && kind === 'hmacAuthConfig') {
    throw new HeraldError(
      'BAD_REQUEST',
      `${path}.signatureConfig: not beside hmacAuthConfig, which is a signature`,
    );
  }
  const names = {
    ...under(restPath, path, { '': kind, signature: 'signatureConfig' }),
    ...(kind === 'oAuthConfig' && under(restPath, `${path}.oAuthConfig`, namesOfOAuth)),
  };
  return { auth: { type: typeOf[kind], ...fieldsOf(config, kind), ...(signature && { signature }) }, names };
}

function fieldsOf(config: AuthConfigInput, kind: Kind) {
  if (kind !== 'oAuthConfig' || !config.oAuthConfig) return config[kind];
  const { clientParameters, httpParameters, ...others } = config.oAuthConfig;
  return { ...others, ...clientParameters, ...httpParameters };
}
