// Commands to try on the local run of an app.

/** An event that the platform could publish. */
export type Sample = { topic: string; eventType: string; data: unknown };

/** @param envFile relative to the app. @param samples of which the first is published */
export const commands = (envFile: string, [sample]: readonly Sample[]): string => `\
# Set API, TOKEN (the partner's access key) and the other variables that the commands use
. ${envFile}

# Publish an event, as the platform
curl "$API/$LICENSOR/notifications/events" -H "Authorization: Bearer $PLATFORM_TOKEN" \\
  -H 'Content-Type: application/json' -d ${quoted(JSON.stringify({ events: [sample] }))}

# List the requests that the partner's webhook received
curl "$RECEIVER/received"

# List the newest deliveries: status, attempts, and what a failure means
curl "$API/$LICENSOR/notifications/deliveries?limit=10" -H "Authorization: Bearer $TOKEN"

# Onboard another partner: its access key is printed
npm run partner -- create acme -c stage=local --yes`;

/** As one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
