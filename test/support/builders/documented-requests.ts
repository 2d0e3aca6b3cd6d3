// The request bodies of reference text 1 exactly as printed, and a function that fills in their placeholders.

const arnExample = (type: string, service: string, resource: string) => `{
"type": "${type}",
"destination": "arn:aws:${service}:{region}:{account-id}:${resource}",
"auth": {
"assumeRoleArn": "arn:aws:iam::{account-id}:role/{role-name}",
"externalId": "{external-id}"
}
}`;

export const awsExamples = {
  SQS: arnExample('SQS', 'sqs', '{queue-name}'),
  SNS: arnExample('SNS', 'sns', '{topic-name}'),
  EVENTBRIDGE: arnExample('EVENTBRIDGE', 'events', 'event-bus/{bus-name}'),
};

export const webhookExamples = {
  bearer: `{
"type": "WEBHOOK",
"destination": "https://your-api.example.com/webhooks",
"auth": {
"type": "bearer",
"bearerToken": "your-token"
}
}`,
  apiKey: `{
"type": "WEBHOOK",
"destination": "https://your-api.example.com/webhooks",
"auth": {
"type": "apiKey",
"apiKey": "your-key",
"apiKeyHeader": "X-API-Key"
}
}`,
  hmac: `{
"type": "WEBHOOK",
"destination": "https://your-api.example.com/webhooks",
"auth": {
"type": "hmac",
"hmacSecret": "your-secret",
"hmacAlgorithm": "HmacSHA256",
"hmacHeader": "X-Signature"
}
}`,
};

/** "target-id-1" and "target-id-2" are placeholders too. */
export const subscriptionExample = `{
"topic": "OfferStatus",
"eventTargetMapping": {
"LiveStatusUpdated": ["target-id-1"],
"OfferStatusUpdated": ["target-id-2"]
}
}`;

/** A printed body with its placeholders replaced. */
export function filled(example: string, values: Readonly<Record<string, string>>): Record<string, unknown> {
  const text = Object.entries(values).reduce(
    (before, [name, value]) => before.replaceAll(name, value),
    example,
  );
  return JSON.parse(text);
}
