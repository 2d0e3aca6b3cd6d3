// AWS at the transport of the SDK's clients, which sign and parse as always: Herald's own queues and key, and its partners' role, queues,
// topics and buses. DynamoDB is not here: see `dynamo-dynamodb.ts`.
import { createHash } from 'node:crypto';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { heraldAccount } from '../handlers/environments.ts';
import {
  type AwsAnswer,
  type AwsRequest,
  jsonError,
  requestOf,
  responseOf,
  session,
  taken,
  xmlError,
} from '../handlers/fake-aws.ts';
import type { PartnerAnswer, PartnerSees } from './simulated-partner.ts';
import { createSimulatedQueue, type SimulatedQueue } from './simulated-queue.ts';
import type { VirtualTime } from './virtual-time.ts';

export type AwsFaults = {
  /** What a call is answered instead; 'NEVER': not at all. */
  call?: ((request: AwsRequest) => AwsAnswer | 'NEVER' | undefined) | undefined;
  /** Whether an own queue does not take an entry of a batch. */
  refusesEntry?: ((url: string, body: string) => boolean) | undefined;
  /** When further copies of a message come, seconds after it was sent. */
  copies?: ((url: string, body: string) => number[]) | undefined;
  /** How long an own queue holds a message back, seconds. */
  delays?: ((url: string, body: string) => number) | undefined;
  /** Whether an own queue takes a message and loses it. */
  loses?: ((url: string, body: string) => boolean) | undefined;
};

type Entry = { Id: string; MessageBody: string; DelaySeconds?: number };
const json = (body: unknown): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export type SimulatedAws = ReturnType<typeof simulateAws>;

/** @param sees what a partner's resource answers */
export function simulateAws(time: VirtualTime, sees: PartnerSees) {
  const queues = new Map<string, SimulatedQueue>();
  const faults: AwsFaults = {};
  let sessions = 0;
  const queue = (url: string): SimulatedQueue => {
    const known = queues.get(url) ?? createSimulatedQueue(time.now);
    queues.set(url, known);
    return known;
  };

  const put = (url: string, body: string, delaySeconds = 0): string => {
    if (faults.loses?.(url, body)) return 'lost';
    for (const after of faults.copies?.(url, body) ?? []) queue(url).send(body, delaySeconds + after);
    return queue(url).send(body, delaySeconds + (faults.delays?.(url, body) ?? 0));
  };

  const sendBatch = (url: string, entries: Entry[]): AwsAnswer => {
    const isRefused = ({ MessageBody }: Entry) => faults.refusesEntry?.(url, MessageBody) ?? false;
    const refused = new Set(entries.filter(isRefused).map(({ Id }) => Id));
    const Successful = entries
      .filter(({ Id }) => !refused.has(Id))
      .map(({ Id, MessageBody, DelaySeconds }) => ({
        Id,
        MessageId: put(url, MessageBody, DelaySeconds),
        MD5OfMessageBody: md5(MessageBody),
      }));
    const Failed = [...refused].map(Id => ({ Id, SenderFault: false, Code: 'InternalError' }));
    return json({ Successful, Failed });
  };

  const partnerOf: Record<
    string,
    (request: AwsRequest) => { targetId: string; eventId: string; body: string }
  > = {
    sqs: ({ input }) => ({
      targetId: lastPart(String(input['QueueUrl'])),
      eventId: String(
        (input['MessageAttributes'] as { eventId?: { StringValue?: string } }).eventId?.StringValue,
      ),
      body: String(input['MessageBody']),
    }),
    sns: ({ input }) => {
      const [name = ''] = Object.entries(input).find(([, value]) => value === 'eventId') ?? [];
      return {
        targetId: lastPart(String(input['TopicArn'])),
        eventId: String(input[name.replace(/Name$/, 'Value.StringValue')]),
        body: String(input['Message']),
      };
    },
    events: ({ input }) => {
      const [entry] = input['Entries'] as { EventBusName: string; Resources: string[]; Detail: string }[];
      return {
        targetId: lastPart(entry?.EventBusName ?? ''),
        eventId: lastPart(entry?.Resources[0] ?? ''),
        body: entry?.Detail ?? '',
      };
    },
  };

  const answerOf = (request: AwsRequest): AwsAnswer | 'NEVER' => {
    const fault = faults.call?.(request);
    if (fault) return fault;
    const { service, input } = request;
    if (service === 'sts') {
      return session(`PARTNER${sessions++}`, new Date(time.now() + 900_000).toISOString());
    }
    if (service === 'kms') {
      const { Plaintext, CiphertextBlob } = input;
      return json({ KeyId: 'key', Plaintext: CiphertextBlob, CiphertextBlob: Plaintext });
    }
    const url = String(input['QueueUrl']);
    if (service === 'sqs' && url.includes(`/${heraldAccount}/`))
      return sendBatch(url, input['Entries'] as Entry[]);
    const message = partnerOf[service]?.(request);
    if (!message) throw new Error(`nobody expected a call of "${service}"`);
    return awsAnswerOf(request, sees(message));
  };

  const handle: NodeHttpHandler['handle'] = async (request, options) => {
    const asked = requestOf(request);
    const answer = answerOf(asked);
    if (answer !== 'NEVER') return responseOf(answer);
    return new Promise((_, reject) => {
      const signal = options?.abortSignal as AbortSignal | undefined;
      const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  };
  const before = NodeHttpHandler.prototype.handle;
  NodeHttpHandler.prototype.handle = handle;

  return {
    faults,
    queue,
    clear: (): void => {
      for (const one of queues.values()) one.purge();
      Object.assign(faults, {
        call: undefined,
        refusesEntry: undefined,
        copies: undefined,
        delays: undefined,
        loses: undefined,
      });
    },
    [Symbol.dispose]: (): void => {
      NodeHttpHandler.prototype.handle = before;
    },
  };
}

const lastPart = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);

function awsAnswerOf(request: AwsRequest, answer: PartnerAnswer): AwsAnswer | 'NEVER' {
  if (answer === 'HANG' || answer === 'PRIVATE') return 'NEVER';
  const { service } = request;
  if (answer.status === 200) {
    if (service === 'sqs') return taken.sqs(request);
    return service === 'sns' ? taken.sns() : taken.events();
  }
  const [code, status] = answer.status === 429 ? ['ThrottlingException', 400] : ['InternalFailure', 500];
  return service === 'sns' ? xmlError(code, status) : jsonError(code, status);
}
