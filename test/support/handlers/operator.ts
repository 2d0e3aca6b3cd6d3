// An operator at the command line: commands run in this process, against tables in memory and simulated AWS
// services.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  BatchExecuteStatementCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { runHerald } from '../../../ops/command-line.ts';
import type { Deployment } from '../../../ops/deployment.ts';
import { quarantineUrl } from './environments.ts';
import { deployment, mockOnboardingEdge } from './onboarding-edge.ts';

const writes = [BatchExecuteStatementCommand, DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand];

/** What a command printed, and its exit code. */
export type Ran = { code: number; stdout: string; stderr: string };

export function mockOperator() {
  const edge = mockOnboardingEdge();
  const cloudFormation = mockClient(CloudFormationClient);
  const sqs = mockClient(SQSClient);
  const quarantined = new Map<string, string>();

  /** From now on the stack `herald-dev` has these outputs. */
  const deployed = ({ outputs: { UsagePlanIds, ...texts } }: Deployment): void => {
    const outputs = { ...texts, UsagePlanIds: JSON.stringify(UsagePlanIds) };
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: 'herald-dev',
          CreationTime: undefined,
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    });
  };

  const reset = (): void => {
    edge.reset();
    quarantined.clear();
    cloudFormation.reset();
    deployed(deployment);
    sqs.reset();
    sqs.on(ReceiveMessageCommand).callsFake(() => ({
      Messages: [...quarantined].map(([MessageId, Body]) => ({ MessageId, Body, ReceiptHandle: MessageId })),
    }));
    sqs.on(DeleteMessageCommand).callsFake(({ ReceiptHandle }) => {
      quarantined.delete(ReceiptHandle);
      return {};
    });
    sqs.on(GetQueueAttributesCommand).callsFake(({ QueueUrl }) => ({
      Attributes: {
        ApproximateNumberOfMessages: QueueUrl === quarantineUrl ? String(quarantined.size) : '0',
      },
    }));
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: { Id: string }[] }) => ({
      Successful: Entries.map(({ Id }) => ({ Id, MessageId: Id })),
    }));
  };

  const run = async (args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> => {
    const printed = { stdout: '', stderr: '' };
    const streamTo = (name: keyof typeof printed) => ({
      write: (text: string) => {
        printed[name] += text;
      },
    });
    const terminal = { stdout: streamTo('stdout'), stderr: streamTo('stderr') };
    const code = await runHerald(args, terminal, environment);
    return { code, ...printed };
  };

  return {
    ...{ reset, run, deployed, edge, cloudFormation, quarantined },
    database: edge.database,
    /** Runs a command line, such as `status --json`, at the stage `dev`. */
    herald: (line: string): Promise<Ran> => run([...line.split(' '), '-c', 'stage=dev']),
    /** How many calls so far have changed something. */
    changes: (): number =>
      writes.reduce(
        (sum, command) => sum + edge.database.dynamo.commandCalls(command as typeof PutCommand).length,
        edge.made().clients + edge.made().keys + edge.takenBack().clients.length,
      ) +
      sqs.commandCalls(DeleteMessageCommand).length +
      sqs.commandCalls(SendMessageBatchCommand).length,
  };
}
