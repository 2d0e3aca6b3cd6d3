// The AWS stub: an HTTP server in its own process. It answers and counts every call.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../local/emulator/port.ts';
import { answersFor } from './aws-answers.ts';
import { serve } from './serve.ts';

/** `calls`: by `Service.Operation`, since the last report. */
export type StubReport = { url: string; calls: Record<string, number> };

const [origin = ''] = process.argv.slice(2);
const answers: Record<string, (input: never) => object | string> = answersFor(origin);
let calls: Record<string, number> = {};

/**
 * JSON services by the prefix of `x-amz-target`, the others by their `Version` (each API's reference, "Common
 * Parameters").
 */
const services: Record<string, string> = {
  DynamoDB_20120810: 'DynamoDB',
  TrentService: 'KMS',
  AmazonSQS: 'SQS',
  AWSEvents: 'EventBridge',
  '2010-03-31': 'SNS',
  '2011-06-15': 'STS',
};

type Call = { operation: string; input: unknown };

function callOf(target: string | undefined, body: string): Call {
  if (target !== undefined) {
    const [service = '', action] = target.split('.');
    return { operation: `${services[service] ?? service}.${action}`, input: JSON.parse(body) };
  }
  const { Action, Version = '', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { operation: `${services[Version] ?? Version}.${Action}`, input };
}

function answer({ operation, input }: Call): object | string {
  calls[operation] = (calls[operation] ?? 0) + 1;
  const answerTo = answers[operation];
  if (!answerTo) throw new Error(`aws-answers.ts has no answer for ${operation}`);
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the operation's name decides the type of its input
  return answerTo(input as never);
}

const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  try {
    const found = answer(callOf(request.headers['x-amz-target']?.toString(), await text(request)));
    const isXml = typeof found === 'string';
    response.setHeader('content-type', isXml ? 'text/xml' : 'application/x-amz-json-1.0');
    response.end(isXml ? found : JSON.stringify(found));
  } catch (error) {
    console.error(error);
    response.writeHead(400).end(JSON.stringify({ __type: 'ValidationException', message: String(error) }));
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${portOf(server)}`;

serve<'report', StubReport>(async () => {
  const report = { url, calls };
  calls = {};
  return report;
});
