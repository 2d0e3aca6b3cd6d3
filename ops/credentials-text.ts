// New credentials as text for the operator, who passes them on. They are shown only once.
import type { AccessKeyCredentials } from './new-clients.ts';
import type { OauthCredentials } from './oauth-clients.ts';
import { paragraphs } from './report.ts';

export function accessKeyText({ key, id, name, scopes, validUntil }: AccessKeyCredentials): string {
  const lines = [
    `access key:     ${key}`,
    `key name:       ${name} (${id})`,
    `scopes:         ${scopes.join(' ')}`,
    ...(validUntil ? [`valid until:    ${validUntil}`] : []),
  ];
  return paragraphs(
    lines.join('\n'),
    'The key is shown only once. Give it to the owner, who sends it as: Authorization: Bearer <access key>',
  );
}

/** @param caFile the certificate of the token URL, if no public authority has signed it */
export function oauthText(credentials: OauthCredentials, caFile: string | undefined): string {
  const { clientId, clientSecret, tokenUrl, scopes } = credentials;
  const lines = [
    `client id:      ${clientId}`,
    ...(clientSecret ? [`client secret:  ${clientSecret}`] : []),
    ...(tokenUrl ? [`token URL:      ${tokenUrl}`] : []),
    `scopes:         ${scopes.join(' ')}`,
  ];
  const curl = `curl${caFile ? ` --cacert '${caFile}'` : ''} -u '${clientId}:${clientSecret}'`;
  return paragraphs(
    lines.join('\n'),
    tokenUrl &&
      `The secret is shown only once. Give all of this to the owner. It gets an access token with:\n` +
        `${curl} \\\n  -d grant_type=client_credentials ${tokenUrl}`,
  );
}
