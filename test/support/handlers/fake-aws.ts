// AWS services behind the HTTP transport of the SDK. The clients are real: they sign requests and parse
// answers, so a test can check with whose credentials a request was signed. The test sets the answers.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';

type Handle = NodeHttpHandler['handle'];
type HttpRequest = Parameters<Handle>[0];

export type AwsRequest = {
  service: string;
  region: string;
  accessKeyId: string;
  hostname: string;
  /** The parsed body: a JSON object, or the form fields. */
  input: Record<string, unknown>;
};
export type AwsAnswer = { status: number; headers?: Record<string, string>; body: string };
export type Behaviour = (
  request: AwsRequest,
  signal: AbortSignal | undefined,
) => AwsAnswer | Promise<AwsAnswer>;

/** Reads service, region, access key and body of a signed request. */
export function requestOf({ headers, hostname, body }: HttpRequest): AwsRequest {
  const credential = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers['authorization'] ?? '');
  const [, accessKeyId = 'unsigned', region = '', service = ''] = credential ?? [];
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const input = text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  return { service, region, accessKeyId, hostname, input };
}

/** Converts an answer to the SDK's response. */
export function responseOf({ status, headers = {}, body }: AwsAnswer): Awaited<ReturnType<Handle>> {
  const response = { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) };
  return { response: response as unknown as Awaited<ReturnType<Handle>>['response'] };
}

export class FakeAws extends NodeHttpHandler {
  readonly requests: AwsRequest[] = [];
  private readonly services: Record<string, Behaviour>;

  /**
   * @param services the behaviour of each service, by its name in the signature: `sts`, `sqs`, `sns`,
   * `events`
   */
  constructor(services: Record<string, Behaviour>) {
    super();
    this.services = services;
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const asked = requestOf(request);
    this.requests.push(asked);
    const behave = this.services[asked.service];
    if (!behave) throw new Error(`unexpected call of "${asked.service}"`);
    return responseOf(await behave(asked, options?.abortSignal as AbortSignal | undefined));
  }

  /** The requests to one service. */
  to(service: string): AwsRequest[] {
    return this.requests.filter(request => request.service === service);
  }
}

const xml = (body: string, status = 200): AwsAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
  body: JSON.stringify(body),
});

/** An error of a service with a query protocol: STS, SNS. */
export const xmlError = (code: string, status = 403, message = 'no'): AwsAnswer =>
  xml(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>
      </ErrorResponse>`,
    status,
  );

/**
 * An error of a service with a JSON protocol: SQS, EventBridge. `queryCode`: the code that SQS adds for old
 * clients.
 */
export const jsonError = (type: string, status = 400, queryCode?: string): AwsAnswer =>
  json(
    { __type: type, message: 'no' },
    status,
    queryCode ? { 'x-amzn-query-error': `${queryCode};Sender` } : {},
  );

/** A session of the partner's role. */
export const session = (accessKeyId: string, expiration = '2999-01-01T00:00:00Z'): AwsAnswer =>
  xml(`<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId>
    <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
    <Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`);

/** Behaviours of services that accept every message. */
export const accepting = {
  sqs: ({ input }: AwsRequest): AwsAnswer =>
    json({
      MessageId: 'message-1',
      MD5OfMessageBody: createHash('md5').update(String(input['MessageBody'])).digest('hex'),
    }),
  sns: (): AwsAnswer =>
    xml('<PublishResponse><PublishResult><MessageId>message-1</MessageId></PublishResult></PublishResponse>'),
  events: (): AwsAnswer => json({ FailedEntryCount: 0, Entries: [{ EventId: 'entry-1' }] }),
};

/** EventBridge's answer to a request for the accounts of a partner event source. */
export const sourceAccounts = (...accounts: { Account: string; State: string }[]): AwsAnswer =>
  json({ PartnerEventSourceAccounts: accounts });

/** EventBridge's answer to an entry that it refused. Its HTTP status is 200. */
export const entryRefused = (code: string): AwsAnswer =>
  json({ FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: 'no' }] });
