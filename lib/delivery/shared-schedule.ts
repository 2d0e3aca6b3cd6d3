// Runs a function at a rate, as several instances that share the shards of an index (core/store/contract.ts).
import type { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invocation } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Share } from '../../core/store/contract.ts';
import type { LambdaFunction } from '../lambda-function.ts';

export type SharedSchedule = {
  /** The id of the first rule. */
  id: string;
  description: string;
  interval: Duration;
  /** How many instances run at once. */
  count: number;
  /** Both EventBridge and Lambda's own queue would retry for hours by default. */
  retries: { retryAttempts: number; maxEventAge: Duration };
};

/** Creates a rule for each instance, because a rule has at most five targets. */
export function runInShares(
  scope: Construct,
  { live }: Pick<LambdaFunction<never>, 'live'>,
  { id, description, interval, count, retries }: SharedSchedule,
): void {
  live.configureAsyncInvoke(retries);
  for (let number = 0; number < count; number++) {
    const event: { share: Share } = { share: { number, of: count } };
    new Rule(scope, number === 0 ? id : `${id}${number + 1}`, {
      description: `${description} (${number + 1} of ${count})`,
      schedule: Schedule.rate(interval),
      targets: [new Invocation(live, { ...retries, event: RuleTargetInput.fromObject(event) })],
    });
  }
}
