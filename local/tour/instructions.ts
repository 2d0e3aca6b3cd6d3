// What `npm start` prints at the end: facts about the running Herald, and commands to try.

import type { Settings } from '../../lib/settings.ts';
import type { Links } from '../console/links.ts';

type RetrySchedule = Settings['retrySchedule'];

/**
 * @param port of the API; the partner's webhooks and the console have the next two
 * @param local the retry schedule of the local stage. @param onAws the one of the other stages
 */
export const facts = (port: number, local: RetrySchedule, onAws: RetrySchedule): string => `\
Herald is running. Press Ctrl-C to stop it.
- Ports: ${port} (the API and the AWS emulator), ${port + 1} (the partner's webhooks) and
  ${port + 2} (the console), on 127.0.0.1.
- State: none is kept. When Herald stops, its data is gone.
- Retries: ${local.length} attempts, after waits of ${listOf(local)} s (${sum(local)} s in all).
  On AWS: ${onAws.length} attempts within ${(sum(onAws) / 3600).toFixed(1)} hours.`;

/** @param links that were just made. @param licensor of the demo partner. @returns how to open the console */
export const entrance = ({ partner, operator }: Links, licensor: string): string => `\
Open the console in a browser. Each link works once, within a minute.
- As the demo partner: ${partner}
- As the operator:     ${operator}
Later, these commands print new links:
  npm run partner -- link ${licensor} -c stage=local
  npm run herald -- operator link -c stage=local
`;

const sum = (seconds: RetrySchedule): number => seconds.reduce((total, each) => total + each, 0);

const listOf = (seconds: RetrySchedule): string => `${seconds.slice(0, -1).join(', ')} and ${seconds.at(-1)}`;

/** @param envFile relative to the repository. @returns shell commands, at most 100 columns wide */
export const commands = (envFile: string): string => `\
# Set API, TOKEN (the partner's access key) and the other variables that the commands use
. ${envFile}

# List the partner's targets
curl "$API/$LICENSOR/notifications/targets" -H "Authorization: Bearer $TOKEN"

# Publish an event, as the platform
curl "$API/$LICENSOR/notifications/events" -H "Authorization: Bearer $PLATFORM_TOKEN" \\
  -H 'Content-Type: application/json' -d '{"events": [{
    "topic": "AssetStatus", "eventType": "AssetStatusUpdated", "data": {
      "alid": "partner-listing-id", "territory": "US", "marketplace": "US",
      "callbackUrl": "https://callback-url.com", "eventTimestamp": "2024-01-01T00:00:00.000Z"}}]}'

# List the requests that the partner's webhooks received
curl "$RECEIVER/received"

# Let the next two requests to one webhook fail; then publish again and watch the retries
curl "$RECEIVER/behave" -H 'Content-Type: application/json' \\
  -d '{"path": "/hmac", "status": 503, "times": 2}'

# List the newest deliveries: status, attempts, and what a failure means
curl "$API/$LICENSOR/notifications/deliveries?limit=10" -H "Authorization: Bearer $TOKEN"

# Say which targets got the newest event, and why the others did not
EVENT=$(curl "$API/$LICENSOR/notifications/deliveries?limit=1" -H "Authorization: Bearer $TOKEN" |
  node -p 'JSON.parse(require("fs").readFileSync(0)).deliveries[0].eventId')
curl "$API/$LICENSOR/notifications/events/$EVENT/routing" -H "Authorization: Bearer $TOKEN"

# Send the newest delivery of one target again
TARGET=$(curl "$API/$LICENSOR/notifications/targets?limit=1" -H "Authorization: Bearer $TOKEN" |
  node -p 'JSON.parse(require("fs").readFileSync(0)).targets[0].targetId')
EVENT=$(curl "$API/$LICENSOR/notifications/deliveries?limit=1&targetId=$TARGET&status=DELIVERED" \\
  -H "Authorization: Bearer $TOKEN" |
  node -p 'JSON.parse(require("fs").readFileSync(0)).deliveries[0].eventId')
curl "$API/$LICENSOR/notifications/deliveries/$EVENT/$TARGET/resend" \\
  -H "Authorization: Bearer $TOKEN" -X POST

# Create credentials that several targets can share
curl "$API/$LICENSOR/notifications/auth-profiles" -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{"authProfileAliasId": "orders",
    "authConfig": {"type": "basic", "username": "herald", "password": "secret"}}'

# List the partner's subscriptions, in GraphQL
curl "$API/$LICENSOR/graphql" -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"query": "{ eventSubscriptions { nodes { subscriptionId topic format } } }"}'

# List the partner's events of the last hour, except the last minute's
SINCE=$(node -p 'new Date(Date.now() - 3600000).toISOString()')
curl "$API/$LICENSOR/notifications/events?since=$SINCE" -H "Authorization: Bearer $TOKEN"

# Receive messages from the partner's queue
curl "$PARTNER_QUEUE_URL" --aws-sigv4 "aws:amz:$AWS_REGION:sqs" --user "$PARTNER_ACCOUNT:test" \\
  -H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Target: AmazonSQS.ReceiveMessage' \\
  -d "{\\"QueueUrl\\": \\"$PARTNER_QUEUE_URL\\", \\"MaxNumberOfMessages\\": 10}"

# Give the partner one more access key, and list its keys
npm run partner -- key create "$LICENSOR" -c stage=local --name laptop --yes
npm run partner -- key list "$LICENSOR" -c stage=local

# Get an OAuth access token, which works beside the keys for an hour
curl "$TOKEN_URL" -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials

# List who may call Herald
npm run partner -- list -c stage=local`;
