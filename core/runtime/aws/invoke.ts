// Calls another of Herald's functions and waits for its answer: one signed request (Lambda API Reference, Invoke). The SDK's
// Lambda client does no more than that, and takes 89 kB of a bundle (docs/decisions/0018-lambda-without-its-client.md).
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { text } from '../environment/environment-values.ts';

/** What Lambda sets for every function. An emulator also sets its own address, as for the SDK's clients. */
export const invokeEnvironment = z.object({ AWS_REGION: text, AWS_ENDPOINT_URL: z.url().optional() });

export type Invoke = ReturnType<typeof createInvoke>;

/** The answer may take almost as long as API Gateway waits for Herald. */
const patientHandler = () =>
  new NodeHttpHandler({ connectionTimeout: 1000, requestTimeout: 27_000, throwOnRequestTimeout: true });

export function createInvoke(
  { AWS_REGION: region, AWS_ENDPOINT_URL: emulator }: z.output<typeof invokeEnvironment>,
  handler: Pick<NodeHttpHandler, 'handle'> = patientHandler(),
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
   * @returns the function's answer, as its schema says
   * @throws Error if the function cannot be called or has failed; its own log says why
   */
  return async <S extends z.ZodType>(
    functionName: string,
    payload: unknown,
    answer: S,
  ): Promise<z.output<S>> => {
    const { status, headers, body } = await call(functionName, payload);
    if (status !== 200) {
      const why = headers['x-amzn-errortype'] ?? '';
      throw new Error(`${functionName} cannot be called: Lambda answers ${status} ${why}`);
    }
    const failure = headers['x-amz-function-error'];
    if (failure !== undefined) throw new Error(`${functionName} failed: ${failure}`);
    return answer.parse(JSON.parse(body));
  };
}

/** AWS General Reference, "Service endpoints": China is a partition of its own. */
const domainOf = (region: string): string =>
  region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
