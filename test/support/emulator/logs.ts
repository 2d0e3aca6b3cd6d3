// Reads the functions' logs from CloudWatch by its HTTP API: its client is not installed, and the emulator
// does not check signatures.
import * as z from 'zod';
import { account, region } from '../../../local/emulator/emulator.ts';
import { herald } from './herald.ts';

const groupsSchema = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const eventsSchema = z.object({
  events: z.array(z.object({ message: z.string() })),
  nextToken: z.string().optional(),
});

async function call<T>(operation: string, request: object, answer: z.ZodType<T>): Promise<T> {
  const credential = `${account}/20260101/${region}/logs/aws4_request`;
  const response = await fetch(herald.endpointUrl, {
    method: 'POST',
    headers: {
      'x-amz-target': `Logs_20140328.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(request),
  });
  return answer.parse(await response.json());
}

/** Every line of every log group, by group. */
export async function allLogs(): Promise<Map<string, string[]>> {
  const { logGroups } = await call('DescribeLogGroups', {}, groupsSchema);
  const logs = new Map<string, string[]>();
  for (const { logGroupName } of logGroups) {
    const lines: string[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const page = await call('FilterLogEvents', { logGroupName, nextToken }, eventsSchema);
      lines.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
    }
    logs.set(logGroupName, lines);
  }
  return logs;
}
