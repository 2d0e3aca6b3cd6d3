// Translates the `authConfig` of reference texts 2 and 3 to the model: one kind of authentication, optionally
// with a signature.
import { badRequest, type Path } from '../../core/model/api/herald-error.ts';
import { type PathMap, under } from './paths.ts';
import type { AuthConfigInput, KeyValueInput } from './schema/schema.generated.ts';

type Kind = Exclude<keyof AuthConfigInput, 'signatureConfig'>;

const typeOf: Record<Kind, string> = {
  oAuthConfig: 'oauth',
  basicAuthConfig: 'basic',
  bearerAuthConfig: 'bearer',
  apiKeyAuthConfig: 'apiKey',
  hmacAuthConfig: 'hmac',
  queryParameterAuthConfig: 'queryParameter',
};
const kinds: readonly Kind[] = [
  'oAuthConfig',
  'basicAuthConfig',
  'bearerAuthConfig',
  'apiKeyAuthConfig',
  'hmacAuthConfig',
  'queryParameterAuthConfig',
];

/** The paths of the OAuth fields: flat in the model, nested in the reference texts. */
const oAuthPaths: PathMap = [
  [['clientId'], ['clientParameters', 'clientId']],
  [['clientSecret'], ['clientParameters', 'clientSecret']],
  [['bodyParameters'], ['httpParameters', 'bodyParameters']],
  [['headerParameters'], ['httpParameters', 'headerParameters']],
];

/**
 * @param path of the config in the GraphQL input
 * @param modelPath the path of the config in the model
 * @returns `auth`, not validated yet, and the map of its paths to those of the input
 * @throws HeraldError BAD_REQUEST if there is not exactly one kind
 */
export function authOf(
  config: AuthConfigInput,
  path: Path,
  modelPath: Path,
): { auth: Record<string, unknown>; paths: PathMap } {
  const [kind, ...more] = kinds.filter(one => config[one] !== undefined);
  if (kind === undefined || more.length > 0) {
    throw badRequest(path, `expected exactly one of ${kinds.join(', ')}`);
  }
  const { signatureConfig: signature } = config;
  if (signature && kind === 'hmacAuthConfig') {
    throw badRequest(
      [...path, 'signatureConfig'],
      'not possible together with hmacAuthConfig, which already is a signature',
    );
  }
  const paths = under(modelPath, path, [
    [[], [kind]],
    [['signature'], ['signatureConfig']],
    ...(kind === 'oAuthConfig' ? under([], ['oAuthConfig'], [...oAuthPaths, ...placesOf(config)]) : []),
  ]);
  return { auth: { type: typeOf[kind], ...fieldsOf(config, kind), ...(signature && { signature }) }, paths };
}

function fieldsOf(config: AuthConfigInput, kind: Kind) {
  if (kind !== 'oAuthConfig' || !config.oAuthConfig) return config[kind];
  const { clientParameters, httpParameters, ...others } = config.oAuthConfig;
  const { bodyParameters, ...more } = httpParameters ?? {};
  return {
    ...others,
    ...clientParameters,
    ...more,
    ...(bodyParameters && { bodyParameters: withLists(bodyParameters) }),
  };
}

/** A parameter that is given several times, as the model has it: once, with a list of values. */
function withLists(parameters: readonly KeyValueInput[]): { key: string; value: string | string[] }[] {
  const byKey = new Map<string, { key: string; value: string | string[] }>();
  for (const { key, value } of parameters) {
    const before = byKey.get(key);
    byKey.set(key, { key, value: before ? [before.value, value].flat() : value });
  }
  return [...byKey.values()];
}

/** The model's place of each body parameter, and its first place in the input. */
function placesOf({ oAuthConfig }: AuthConfigInput): PathMap {
  const keys = oAuthConfig?.httpParameters?.bodyParameters?.map(({ key }) => key) ?? [];
  return [...new Set(keys)].map((key, index) => [
    ['bodyParameters', String(index)],
    ['httpParameters', 'bodyParameters', String(keys.indexOf(key))],
  ]);
}
