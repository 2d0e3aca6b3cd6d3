// Runs the built bundle of a function in its own process, one invocation after the other, as Lambda does.
import { pathToFileURL } from 'node:url';
import { type Invocation, invocations } from './invocations.ts';
import { serve } from './serve.ts';
import { measure, type Speed } from './speed.ts';

type Handler = (event: object, context: object) => Promise<unknown>;

const [file = '', name = ''] = process.argv.slice(2);
const { handler }: { handler: Handler } = await import(pathToFileURL(file).href);
const context = {
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:eu-west-1:111111111111:function:${name}`,
  memoryLimitInMB: '512',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  getRemainingTimeInMillis: () => 30_000,
};

let next = 0;

async function invoke({ size, event, check }: Invocation, units: number): Promise<void> {
  for (let done = 0; done < units; done += size) {
    const numbers = Array.from({ length: size }, () => next++);
    check(await handler(event(numbers), context));
  }
}

serve<number, Speed>(units => {
  const invocation = invocations[name];
  if (!invocation) throw new Error(`invocations.ts has no entry for ${name}`);
  return measure(units, () => invoke(invocation, units));
});
