// The context that Lambda passes to a handler.
import type { Context } from 'aws-lambda';

export const contextOf = (remainingMs: () => number = () => 30_000): Context => ({
  awsRequestId: 'request-1',
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'herald',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:herald',
  logGroupName: 'herald',
  logStreamName: 'stream',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: remainingMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
