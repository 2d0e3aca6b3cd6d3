// Reads the functions' logs from CloudWatch.
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { heraldAws } from './herald.ts';

const client = new CloudWatchLogsClient(heraldAws);

async function linesOf(logGroupName: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName }))
    lines.push(...events.map(({ message = '' }) => message));
  return lines;
}

/** Every line of every log group, by group. */
export async function allLogs(): Promise<Map<string, string[]>> {
  const logs = new Map<string, string[]>();
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {}))
    for (const { logGroupName } of logGroups)
      if (logGroupName !== undefined) logs.set(logGroupName, await linesOf(logGroupName));
  return logs;
}
