// A running Herald as variables of a POSIX shell, with the names that the documents use.
import type { Run } from './run.ts';

/** @returns a script to source. HERALD_PORT makes the operators' commands use this instance */
export function shellVariables(run: Run): string {
  const variables = {
    API: run.apiUrl,
    LICENSOR: run.licensor,
    TOKEN: run.partnerKey,
    PLATFORM_TOKEN: run.platformKey,
    TOKEN_URL: run.tokenUrl,
    CLIENT_ID: run.partnerClient.clientId,
    CLIENT_SECRET: run.partnerClient.clientSecret,
    PLATFORM_CLIENT_ID: run.platformClient.clientId,
    PLATFORM_CLIENT_SECRET: run.platformClient.clientSecret,
    RECEIVER: run.receiverUrl,
    PARTNER_ACCOUNT: run.partnerAccount,
    PARTNER_QUEUE_URL: `${run.endpointUrl}/${run.partnerAccount}/herald-notifications`,
    AWS_REGION: run.region,
    CACERT: run.caFile,
    CURL_CA_BUNDLE: run.caFile,
    HERALD_PORT: String(run.port),
    // docs/clients/cli.md, "Log in"
    NODE_EXTRA_CA_CERTS: run.caFile,
    HERALD_URL: run.apiUrl,
    HERALD_LICENSOR: run.licensor,
    HERALD_ACCESS_KEY: run.partnerKey,
    HERALD_PLATFORM_KEY: run.platformKey,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
}

/** A value as one word of the shell. */
const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;
