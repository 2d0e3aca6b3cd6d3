// A process that runs the built bundle of one function, one invocation at a time, as Lambda does. Its clock
// is ahead of the machine's by `CLOCK_OFFSET_MS`, so that a test need not wait a quarter of an hour.
import { pathToFileURL } from 'node:url';
import { serve } from '../../../bench/serve.ts';

const { CLOCK_OFFSET_MS = '0', AWS_LAMBDA_FUNCTION_NAME: functionName = '' } = process.env;
const machineTime = Date.now;
Date.now = () => machineTime() + Number(CLOCK_OFFSET_MS);

const [bundle = ''] = process.argv.slice(2);
type Handler = (event: object, context: object) => Promise<unknown>;
const { handler }: { handler: Handler } = await import(pathToFileURL(bundle).href);
const context = {
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:111111111111:function:${functionName}`,
  memoryLimitInMB: '512',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  getRemainingTimeInMillis: () => 30_000,
};

serve<object, unknown>(async event => (await handler(event, context)) ?? null);
