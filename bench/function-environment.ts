// The environment of a function: the variables of the template, and those that Lambda sets.
import type { Bundle } from './bundles.ts';

const region = 'eu-west-1';

/**
 * Resolves the references to resources. All AWS calls go to the stub.
 * @param url of the AWS stub
 * @param origin of the webhooks
 * @param caFile the certificate of that origin
 */
export function environmentOf(
  { name, environment }: Bundle,
  { url, origin, caFile }: { url: string; origin: string; caFile: string },
): Record<string, string> {
  const account = '111111111111';
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
  };
  const textOf = (variable: string, value: Bundle['environment'][string]): string => {
    if (variable === 'EXTRA_ORIGINS') return JSON.stringify([origin]);
    if (typeof value === 'string') return value;
    if ('parts' in value) return value.parts.map(part => textOf('', part)).join(value.separator);
    if (value.Ref in pseudo) return pseudo[value.Ref] ?? '';
    return variable.endsWith('_URL') ? `${url}/${account}/${value.Ref}` : value.Ref;
  };
  return {
    ...Object.fromEntries(
      Object.entries(environment).map(([variable, value]) => [variable, textOf(variable, value)]),
    ),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_SESSION_TOKEN: 'bench',
    AWS_ENDPOINT_URL: url,
    NODE_EXTRA_CA_CERTS: caFile,
  };
}
