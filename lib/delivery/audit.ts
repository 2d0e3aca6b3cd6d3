// What finds deliveries that every other rule missed: the audit, every quarter of an hour.
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invocation } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/audit/contract.ts';
import { allow, mayChange } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { byLicensor, type Storage } from '../storage.ts';

export type AuditProps = { settings: Settings; storage: Storage };

const interval = Duration.minutes(15);
/** Shorter than the interval, so that runs do not pile up. */
const timeout = Duration.minutes(10);
/** A run that failed is not made up for: the next one begins where the last one ended. */
const onlyOnce = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };

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
        DELIVERIES_TABLE: storage.deliveries.tableName,
      },
      timeout,
    });
    allow(audit, storage.registry.tableArn, 'dynamodb:Scan');
    allow(audit, `${storage.events.tableArn}/index/${byLicensor}`, 'dynamodb:Query');
    allow(audit, storage.events.tableArn, 'dynamodb:BatchGetItem');
    allow(audit, storage.deliveries.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PartiQLInsert');
    // Up to where it has looked.
    audit.addToRolePolicy(mayChange(storage, '#audit', 'dynamodb:GetItem', 'dynamodb:UpdateItem'));
    audit.configureAsyncInvoke(onlyOnce);
    new Rule(this, 'EveryQuarter', {
      description: `Herald ${settings.stage}: looks for deliveries that are owed and have no row`,
      schedule: Schedule.rate(interval),
      targets: [new Invocation(audit, onlyOnce)],
    });
  }
}
