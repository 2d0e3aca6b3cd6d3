// Herald's other functions, as the one under test calls them: each answers as a test tells it.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';

const bytes = (value: unknown) => {
  const buffer = Buffer.from(JSON.stringify(value));
  return Object.assign(buffer, { transformToString: () => buffer.toString() }) as never;
};

export function mockFunctions() {
  const lambda = mockClient(LambdaClient);
  return {
    client: () => new LambdaClient({ region: 'eu-west-1' }),
    reset: (): void => {
      lambda.reset();
      lambda.on(InvokeCommand).rejects(new Error('nobody expected this function to be called'));
    },
    answers: (FunctionName: string, answer: unknown): void => {
      lambda.on(InvokeCommand, { FunctionName }).resolves({ StatusCode: 200, Payload: bytes(answer) });
    },
    /** The function is called and throws. */
    fails: (FunctionName: string, errorMessage = 'out of order'): void => {
      const failure = { StatusCode: 200, FunctionError: 'Unhandled', Payload: bytes({ errorMessage }) };
      lambda.on(InvokeCommand, { FunctionName }).resolves(failure);
    },
    /** The function cannot be called. */
    unavailable: (FunctionName: string): void => {
      lambda.on(InvokeCommand, { FunctionName }).rejects(new Error('TooManyRequestsException'));
    },
    /** What a function was asked, call by call. */
    asked: (name: string): unknown[] =>
      lambda
        .commandCalls(InvokeCommand, { FunctionName: name })
        .map(call => JSON.parse(Buffer.from(call.args[0].input.Payload as Uint8Array).toString())),
  };
}
