// A stand-in for OAuth: bearer tokens that are known by their hash. Only `findCaller` changes when an issuer's tokens come.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createTokenLookup } from '../store/tokens.ts';
import { environment } from './contract.ts';
import { policyFor } from './policy.ts';

const env = readEnvironment(environment);
const findCaller = createTokenLookup(createDynamo(new DynamoDBClient(ownServices)), env.REGISTRY_TABLE);

export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const header = Object.entries(event.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  )?.[1];
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  const caller = token === undefined ? undefined : await findCaller(token);
  // API Gateway turns this very message into a 401.
  if (!caller) throw new Error('Unauthorized');
  return policyFor(caller, event.methodArn);
};
