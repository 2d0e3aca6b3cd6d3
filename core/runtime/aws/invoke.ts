// Invokes another function of Herald and waits for its answer: one signed request (Lambda API Reference,
// Invoke), without the SDK's Lambda client, which would add 89 kB to a bundle
// (docs/decisions/0018-lambda-without-its-client.md).
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { text } from '../environment/environment-values.ts';

/**
 * Lambda sets the region for every function. An emulator also sets its endpoint, as for the SDK's clients.
 */
export const invokeEnvironment = z.object({ AWS_REGION: text, AWS_ENDPOINT_URL: z.url().optional() });

export type Invoke = ReturnType<typeof createInvoke>;

/** The timeout is just below the 29 s that API Gateway waits for Herald. */
const createRequestHandler = () =>
  new NodeHttpHandler({ connectionTimeout: 1000, requestTimeout: 27_000, throwOnRequestTimeout: true });

export function createInvoke(
  { AWS_REGION: region, AWS_ENDPOINT_URL: emulator }: z.output<typeof invokeEnvironment>,
  handler: Pick<NodeHttpHandler, 'handle'> = createRequestHandler(),
  credentials = fromEnv(),
) {
  const endpoint = new URL(emulator ?? `https://lambda.${region}.${domainOf(region)}`);
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 });

  const call = async (functionName: string, payload: unknown) => {
    const request = new HttpRequest({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      ...(endpoint.port && { port: Number(endpoint.port) }),
      path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
      headers: { host: endpoint.host, 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const { response } = await handler.handle(new HttpRequest(await signer.sign(request)));
    return {
      status: response.statusCode,
      headers: response.headers,
      body: Buffer.from(await streamCollector(response.body)).toString(),
    };
  };

  /**
   * @param answer the schema of the answer
   * @throws Error if the call or the function failed, or the answer does not match; the function's log has
   *   the cause
   */
  return async <S extends z.ZodType>(
    functionName: string,
    payload: unknown,
    answer: S,
  ): Promise<z.output<S>> => {
    const { status, headers, body } = await call(functionName, payload);
    if (status !== 200) {
      const errorType = headers['x-amzn-errortype'] ?? '';
      throw new Error(`cannot invoke ${functionName}: Lambda answered ${status} ${errorType}`);
    }
    const failure = headers['x-amz-function-error'];
    if (failure !== undefined) throw new Error(`function ${functionName} failed: ${failure}`);
    return answer.parse(JSON.parse(body));
  };
}

/**
 * The domains of partitions that have another one than `amazonaws.com`, by the start of their regions'
 * names.
 */
const domains: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn', eusc: 'amazonaws.eu' };

const domainOf = (region: string): string => domains[region.split('-', 1)[0] ?? ''] ?? 'amazonaws.com';
