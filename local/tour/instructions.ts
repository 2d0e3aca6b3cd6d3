// Commands to try while Herald runs. The variables are those of `.local/env-<port>`.

/** @param envFile relative to the repository. @returns shell commands, none wider than 100 columns */
export const instructions = (envFile: string): string => `\
# In another terminal: set API, TOKEN and the other variables that the commands use
. ${envFile}

# The partner's targets
curl "$API/$LICENSOR/notifications/targets" -H "Authorization: Bearer $TOKEN"

# Publish an event, as the platform
curl "$API/$LICENSOR/notifications/events" -H "Authorization: Bearer $PLATFORM_TOKEN" \\
  -H 'Content-Type: application/json' -d '{"events": [{
    "topic": "AssetStatus", "eventType": "AssetStatusUpdated", "data": {
      "alid": "partner-listing-id", "territory": "US", "marketplace": "US",
      "callbackUrl": "https://callback-url.com", "eventTimestamp": "2024-01-01T00:00:00.000Z"}}]}'

# What the partner's webhooks received
curl "$RECEIVER/received"

# Let the next two requests to one webhook fail; then publish again and watch the retries
curl "$RECEIVER/behave" -H 'Content-Type: application/json' \\
  -d '{"path": "/hmac", "status": 503, "times": 2}'

# Create credentials that several targets can share
curl "$API/$LICENSOR/notifications/auth-profiles" -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{"authProfileAliasId": "orders",
    "authConfig": {"type": "basic", "username": "herald", "password": "secret"}}'

# The partner's subscriptions, in GraphQL
curl "$API/$LICENSOR/graphql" -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"query": "{ eventSubscriptions { nodes { subscriptionId topic format } } }"}'

# The partner's events of the last hour, up to a minute ago
SINCE=$(node -p 'new Date(Date.now() - 3600000).toISOString()')
curl "$API/$LICENSOR/notifications/events?since=$SINCE" -H "Authorization: Bearer $TOKEN"

# What is in the partner's queue
curl "$PARTNER_QUEUE_URL" --aws-sigv4 "aws:amz:$AWS_REGION:sqs" --user "$PARTNER_ACCOUNT:test" \\
  -H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Target: AmazonSQS.ReceiveMessage' \\
  -d "{\\"QueueUrl\\": \\"$PARTNER_QUEUE_URL\\", \\"MaxNumberOfMessages\\": 10}"

# Tokens last an hour; get a new one (PLATFORM_CLIENT_ID, PLATFORM_CLIENT_SECRET: the platform's)
curl "$TOKEN_URL" -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials

# The clients that may call Herald
npm run herald -- partner list -c stage=local`;
