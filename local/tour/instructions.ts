// Things to try while Herald is up, as lines to copy.

import type { Client } from '../client/token.ts';
import type { RunFile } from '../emulator/run-file.ts';
import { tourEvents } from './tour-event.ts';

const json = "-H 'Content-Type: application/json'";

export function instructions(run: RunFile): string {
  const { apiUrl, caFile, licensor, partnerToken, platformToken, receiverUrl, partnerAccount } = run;
  const { tokenUrl, partnerClient, platformClient } = run;
  const curl = `curl --cacert '${caFile}'`;
  const notifications = `${apiUrl}/${licensor}/notifications`;
  const newToken = ({ clientId, clientSecret }: Client) =>
    `${curl} -u '${clientId}:${clientSecret}' -d grant_type=client_credentials ${tokenUrl}`;
  const bearer = (token: string) => `-H 'Authorization: Bearer ${token}'`;
  const signed = `--aws-sigv4 aws:amz:${run.region}:sqs --user ${partnerAccount}:test`;
  const sqs = "-H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Target: AmazonSQS.ReceiveMessage'";
  const receive = {
    QueueUrl: `${run.endpointUrl}/${partnerAccount}/herald-notifications`,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  };
  return [
    '# The partner’s targets',
    `${curl} ${bearer(partnerToken)} ${notifications}/targets`,
    '# Publish an event, as the platform',
    `${curl} ${bearer(platformToken)} ${json} -d '${exampleEvents()}' ${notifications}/events`,
    '# Credentials that several of the partner’s targets can share; and all of them',
    `${curl} ${bearer(partnerToken)} ${json} -d '${exampleProfile}' ${notifications}/auth-profiles`,
    `${curl} ${bearer(partnerToken)} ${notifications}/auth-profiles`,
    '# The partner’s subscriptions, in GraphQL',
    `${curl} ${bearer(partnerToken)} ${json} -d '${exampleQuery}' ${apiUrl}/${licensor}/graphql`,
    '# What the partner may have missed: its events up to a minute ago',
    `${curl} ${bearer(partnerToken)} '${notifications}/events?since=${anHourAgo()}'`,
    '# What the partner’s webhooks got',
    `${curl} ${receiverUrl}/received`,
    '# Let the next two requests to one webhook fail; then publish again and watch the retries arrive',
    `${curl} ${json} -d '{"path": "/hmac", "status": 503, "times": 2}' ${receiverUrl}/behave`,
    '# The tokens above last an hour; a new one for the partner, and for the platform',
    newToken(partnerClient),
    newToken(platformClient),
    '# Who may call',
    'npm run partner -- list -c stage=local',
    '# What is in the partner’s queue',
    `${curl} ${signed} ${sqs} -d '${JSON.stringify(receive)}' ${run.endpointUrl}/`,
  ].join('\n');
}

const exampleProfile = JSON.stringify({
  authProfileAliasId: 'orders',
  authConfig: { type: 'basic', username: 'herald', password: 'secret' },
});
const exampleQuery = JSON.stringify({
  query: '{ eventSubscriptions { nodes { subscriptionId topic format eventTargetMapping { eventType } } } }',
});

const anHourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();

function exampleEvents(): string {
  const events = tourEvents.slice(0, 1).map(({ topic, eventType, data }) => ({ topic, eventType, data }));
  return JSON.stringify({ events });
}
