import { STSClient } from '@aws-sdk/client-sts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { environment } from './contract.ts';
import { createHandler } from './create-handler.ts';

export const handler = createHandler(readEnvironment(environment), { sts: new STSClient(ownServices) });
