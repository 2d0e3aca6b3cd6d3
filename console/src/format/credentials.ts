// The credentials of a webhook: which fields each kind has, and what the API gets of a form.
import type { components, operations } from '../../../packages/client/src/schema.generated.ts';

export type AuthInput = Exclude<
  Extract<
    operations['createTarget']['requestBody']['content']['application/json'],
    { type: 'WEBHOOK' }
  >['auth'],
  { type: 'authProfile' }
>;
export type AuthProfile = components['schemas']['AuthProfile'];

export const kinds = ['hmac', 'bearer', 'apiKey', 'basic', 'oauth', 'queryParameter'] as const;
export type CredentialKind = (typeof kinds)[number];

export const kindTexts: Record<CredentialKind, { name: string; description: string }> = {
  hmac: { name: 'Signature', description: 'Your receiver verifies each request with a signing secret' },
  bearer: { name: 'Bearer token', description: 'Authorization: Bearer …' },
  apiKey: { name: 'API key', description: 'A key in a header of your choice' },
  basic: { name: 'User name and password', description: 'HTTP basic authentication' },
  oauth: { name: 'OAuth client credentials', description: 'Herald gets a token from your token endpoint' },
  queryParameter: { name: 'Query parameter', description: 'A key in the address of the request' },
};

export type CredentialField = {
  name: string;
  label: string;
  isSecret?: true;
  /** May stay empty */
  isOptional?: true;
  description?: string;
};

const signing: CredentialField = {
  name: 'hmacSecret',
  label: 'Signing secret',
  isSecret: true,
  isOptional: true,
  description: 'Leave it empty: Herald makes a strong one, and shows it once.',
};

/** The fields of each kind, in the order of the form. */
export const credentialFields: Record<CredentialKind, readonly CredentialField[]> = {
  hmac: [signing],
  bearer: [{ name: 'bearerToken', label: 'Token', isSecret: true }],
  apiKey: [
    { name: 'apiKey', label: 'Key', isSecret: true },
    {
      name: 'apiKeyHeader',
      label: 'Header',
      isOptional: true,
      description: 'X-API-Key, if it is empty.',
    },
  ],
  basic: [
    { name: 'username', label: 'User name' },
    { name: 'password', label: 'Password', isSecret: true },
  ],
  oauth: [
    { name: 'authEndpoint', label: 'Token endpoint' },
    { name: 'clientId', label: 'Client id' },
    { name: 'clientSecret', label: 'Client secret', isSecret: true },
  ],
  queryParameter: [
    { name: 'queryParameterName', label: 'Name of the parameter' },
    { name: 'queryParameterValue', label: 'Key', isSecret: true },
  ],
};

export type CredentialForm = {
  kind: CredentialKind;
  values: Readonly<Record<string, string>>;
  /** Signs the requests beside a credential of another kind */
  isSigned: boolean;
};

export const emptyCredentials: CredentialForm = { kind: 'hmac', values: {}, isSigned: false };

/** All fields that the form shows. */
export const shownFields = ({ kind, isSigned }: CredentialForm): readonly CredentialField[] =>
  isSigned && kind !== 'hmac' ? [...credentialFields[kind], signing] : credentialFields[kind];

/** Whether Herald makes the signing secret: the form has a signature, and no secret for it. */
export const leavesSecretToHerald = (form: CredentialForm): boolean =>
  shownFields(form).some(({ name }) => name === 'hmacSecret') && !form.values['hmacSecret'];

const algorithms = ['HmacSHA256', 'HmacSHA384', 'HmacSHA512'] as const;

/**
 * @returns the form of a profile that exists: with all that is not secret, which a replacement must repeat
 */
export function formOf(config: AuthProfile['authConfig']): CredentialForm {
  const signature = 'signature' in config ? config.signature : undefined;
  const texts = Object.entries({ ...config, ...signature }).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'type' ? [[name, value] as const] : [],
  );
  return {
    kind: config.type,
    values: Object.fromEntries(texts),
    isSigned: signature !== undefined,
  };
}

/** @returns why the page cannot replace the credentials; undefined if it can */
export function notReplaceable(config: AuthProfile['authConfig']): string | undefined {
  const hasParameters =
    config.type === 'oauth' && config.bodyParameters.length + config.headerParameters.length > 0;
  return hasParameters
    ? 'It has further parameters of the token request, whose values must be sent again: use the API.'
    : undefined;
}

/** What keeps the form from being sent, by the name of the field. */
export type CredentialErrors = Readonly<Record<string, string>>;

/**
 * @param needsSecrets whether a signing secret may not be left to Herald, as in a rotation
 * @returns `auth` of a target or `authConfig` of a profile, or what is wrong with the form
 */
export function authOf(
  form: CredentialForm,
  needsSecrets = false,
): { auth: AuthInput; errors?: never } | { auth?: never; errors: CredentialErrors } {
  const { kind, values, isSigned } = form;
  const missing = shownFields(form).filter(
    ({ name, isOptional }) => !values[name] && (!isOptional || (needsSecrets && name === 'hmacSecret')),
  );
  if (missing.length > 0) {
    return { errors: Object.fromEntries(missing.map(({ name, label }) => [name, `Enter: ${label}`])) };
  }
  const value = (name: string): string => values[name] ?? '';
  const algorithm = algorithms.find(one => one === values['hmacAlgorithm']);
  const signature = {
    ...(value('hmacSecret') && { hmacSecret: value('hmacSecret') }),
    ...(value('hmacHeader') && { hmacHeader: value('hmacHeader') }),
    ...(algorithm && { hmacAlgorithm: algorithm }),
  };
  const signed = isSigned ? { signature } : {};
  switch (kind) {
    case 'hmac':
      return { auth: { type: kind, ...signature } };
    case 'bearer':
      return { auth: { type: kind, bearerToken: value('bearerToken'), ...signed } };
    case 'apiKey': {
      const header = value('apiKeyHeader');
      return {
        auth: { type: kind, apiKey: value('apiKey'), ...(header && { apiKeyHeader: header }), ...signed },
      };
    }
    case 'basic':
      return {
        auth: { type: kind, username: value('username'), password: value('password'), ...signed },
      };
    case 'oauth': {
      const [authEndpoint, clientId, clientSecret] = ['authEndpoint', 'clientId', 'clientSecret'].map(value);
      return {
        auth: {
          type: kind,
          authEndpoint: authEndpoint ?? '',
          clientId: clientId ?? '',
          clientSecret: clientSecret ?? '',
          ...(value('httpMethod') === 'PUT' && { httpMethod: 'PUT' as const }),
          ...signed,
        },
      };
    }
    case 'queryParameter':
      return {
        auth: {
          type: kind,
          queryParameterName: value('queryParameterName'),
          queryParameterValue: value('queryParameterValue'),
          ...signed,
        },
      };
  }
}

/** A signing secret of 32 random bytes, as Standard Webhooks writes it. */
export const newSigningSecret = (): string =>
  `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
