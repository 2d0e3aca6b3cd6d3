// The audit: every 15 minutes it compares the expected deliveries with the rows (docs/architecture.md, "Chain
// of custody", rule 6).
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/audit/contract.ts';
import { allow, allowOnLicensors, allowOnPartitions } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { byTime, type Storage } from '../storage.ts';
import { runInShares } from './shared-schedule.ts';

export type AuditProps = { settings: Settings; storage: Storage };

const interval = Duration.minutes(15);
/** Shorter than the interval, so that two runs do not overlap. */
const timeout = Duration.minutes(10);
/** No retry of a failed run: the next run continues from the watermark. */
const noRetry = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };

export class Audit extends Construct {
  constructor(scope: Construct, id: string, { settings, storage }: AuditProps) {
    super(scope, id);
    const audit = new LambdaFunction(this, 'Function', {
      settings,
      name: 'audit',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        EVENTS_TABLE: storage.events.tableName,
        EVENT_PAGES_TABLE: storage.eventPages.tableName,
        DELIVERIES_TABLE: storage.deliveries.tableName,
      },
      timeout,
    });
    allowOnLicensors(audit, storage, 'dynamodb:BatchGetItem');
    allow(audit, `${storage.eventPages.tableArn}/index/${byTime}`, 'dynamodb:Query');
    allow(audit, storage.events.tableArn, 'dynamodb:BatchGetItem');
    allow(audit, storage.deliveries.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PartiQLInsert');
    const statistics = { like: '*#!statistics#*' };
    allowOnPartitions(audit, storage.deliveries.tableArn, statistics, 'dynamodb:PartiQLUpdate');
    // The watermarks.
    allowOnPartitions(
      audit,
      storage.deliveries.tableArn,
      { like: '#audit' },
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    runInShares(this, audit, {
      id: 'EveryQuarter',
      description: `Herald ${settings.stage}: creates missing rows`,
      interval,
      count: settings.auditors,
      retries: noRetry,
    });
  }
}
