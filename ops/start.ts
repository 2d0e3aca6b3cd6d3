import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from '@commander-js/extra-typings';
import type { Deployment } from './deployment.ts';
import type { Note } from './progress.ts';
import type { Report } from './report.ts';
import type { Tables } from './tables.ts';

/** What a command works with: the installation that `-c stage=…` names. */
export type Installation = {
  deployment: Deployment;
  db: DynamoDBDocumentClient;
  sqs: SQSClient;
  tables: Tables;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Adds to the progress line. */
  note: Note;
  /** The ARN of the caller's AWS credentials. */
  operator: () => Promise<string>;
  /** Writes a log line about a change, as JSON, to the standard error output. `fields`: who, what and why. */
  audit: (message: string, fields: Record<string, unknown>) => void;
};

/**
 * Finds the installation, runs a command's work with a progress line of this label, and prints the report.
 */
export type Start = (label: string, work: (installation: Installation) => Promise<Report>) => Promise<void>;

/** The program: all that a command needs of it. */
export type Parent = Pick<Command, 'command'>;
