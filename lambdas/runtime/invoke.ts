// Calling another of our functions and waiting for its answer.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type * as z from 'zod';

/**
 * @returns the function's answer, as its schema says
 * @throws Error if the function failed; its own log says why
 */
export async function invoke<S extends z.ZodType>(
  lambda: LambdaClient,
  functionName: string,
  payload: unknown,
  answer: S,
): Promise<z.output<S>> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
  const { FunctionError, Payload } = await lambda.send(command);
  if (FunctionError) throw new Error(`${functionName} failed: ${FunctionError}`);
  return answer.parse(JSON.parse(Buffer.from(Payload ?? []).toString()));
}
