// AWS as onboarding calls it: the Registry in memory, Cognito and API Gateway that answer and remember.
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { itemPrefixes } from '../../../core/store/registry/registry-key.ts';
import type { Deployment } from '../../../ops/deployment.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { quarantineUrl, queueUrl, tables } from './environments.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export const deployment: Deployment = {
  stage: 'dev',
  aws: { region: 'eu-west-1', credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'secret' } },
  outputs: {
    Stage: 'dev',
    ApiUrl: 'https://api.example.com/v1/',
    Issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/pool-1',
    UserPoolId: 'pool-1',
    TokenUrl: 'https://login.example.com/oauth2/token',
    UsagePlanIds: { standard: 'plan-standard', high: 'plan-high' },
    RegistryTable: tables.REGISTRY_TABLE,
    SecretsTable: tables.SECRETS_TABLE,
    EventsTable: tables.EVENTS_TABLE,
    EventPagesTable: tables.EVENT_PAGES_TABLE,
    DeliveriesTable: tables.DELIVERIES_TABLE,
    PublishFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:publish',
    ChangesKeptForDays: '365',
    DeadDeliveriesUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/dead-deliveries',
    QuarantineUrl: quarantineUrl,
    WebhookQueueUrl: queueUrl,
    SlowWebhookQueueUrl: queueUrl,
    SlowAwsQueueUrl: queueUrl,
    AwsQueueUrl: queueUrl,
  },
};

const { Issuer: _, UserPoolId: __, TokenUrl: ___, ...outputs } = deployment.outputs;
/** A stage that accepts access keys only. */
export const withoutIssuer: Deployment = { ...deployment, outputs };
/** A stage whose settings name another issuer than Cognito. */
export const otherIssuer: Deployment = {
  ...deployment,
  outputs: { ...outputs, Issuer: 'https://login.example.com' },
};

/** DynamoDB's answer when the first condition of a transaction does not hold. */
export const cancelled = () =>
  new TransactionCanceledException({
    message: 'no',
    $metadata: {},
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });

export const operatorArn = 'arn:aws:sts::111111111111:assumed-role/operators/jo';

const isRecord = ({ Put }: Write): boolean => String(Put?.Item?.['itemId']).startsWith(itemPrefixes.change);

export function mockOnboardingEdge() {
  const database = mockTables({ everyClient: true });
  const cognito = mockClient(CognitoIdentityProviderClient);
  const gateway = mockClient(APIGatewayClient);
  const sts = mockClient(STSClient);
  let clients = 0;
  let keys = 0;
  return {
    database,
    cognito,
    gateway,
    reset: (): void => {
      database.reset();
      cognito.reset();
      cognito.on(CreateUserPoolClientCommand).callsFake(() => {
        const ClientId = `client-${++clients}`;
        return { UserPoolClient: { ClientId, ClientSecret: `secret-of-${ClientId}` } };
      });
      cognito.on(DeleteUserPoolClientCommand).resolves({});
      gateway.reset();
      keys = 0;
      sts.reset();
      sts.on(GetCallerIdentityCommand).resolves({ Arn: operatorArn });
      gateway.on(CreateApiKeyCommand).callsFake(() => ({ id: `key-${++keys}` }));
      gateway.on(CreateUsagePlanKeyCommand).resolves({});
      gateway.on(DeleteApiKeyCommand).resolves({});
    },
    /** What the transactions so far have written, one after the other, without change records. */
    written: (): Write[] =>
      database.dynamo
        .commandCalls(TransactWriteCommand)
        .flatMap(call => call.args[0].input.TransactItems ?? [])
        .filter(write => !isRecord(write)),
    /** What has been made outside the Registry, and what of it has been taken back. */
    made: () => ({
      clients: cognito.commandCalls(CreateUserPoolClientCommand).length,
      keys: gateway.commandCalls(CreateApiKeyCommand).length,
    }),
    takenBack: () => ({
      clients: cognito.commandCalls(DeleteUserPoolClientCommand).map(({ args }) => args[0].input.ClientId),
      keys: gateway.commandCalls(DeleteApiKeyCommand).map(({ args }) => args[0].input.apiKey),
    }),
  };
}
