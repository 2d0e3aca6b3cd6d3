// The accounts and partitions of an AWS target: the destination's, the role's, and Herald's own.
import type { Issue } from '../api/herald-error.ts';
import { parseArn } from './aws-destination.ts';
import type { TargetInput } from './target.ts';

/** Where Herald runs. */
export type Home = { account: string; partition: string };

/**
 * Checks that the role is in the destination's account and partition, that this is not Herald's account, and
 * that it is Herald's partition.
 * @returns the issue, or undefined
 */
export function issueOfAccounts(
  input: Exclude<TargetInput, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }>,
  home: Home,
): Issue | undefined {
  const destination = parseArn(input.destination);
  const role = parseArn(input.auth.assumeRoleArn);
  const issue = issueOfDestination(input.destination, home);
  if (issue) return issue;
  const part = (['account', 'partition'] as const).find(one => role[one] !== destination[one]);
  return (
    part && {
      path: ['auth', 'assumeRoleArn'],
      message: `expected a role in the destination's ${part} ${destination[part]}, got one in ${role[part]}`,
    }
  );
}

/** @returns the issue if the destination is in Herald's own account or in another partition, or undefined */
export function issueOfDestination(destination: string, home: Home): Issue | undefined {
  const { account, partition } = parseArn(destination);
  const issue = (message: string): Issue => ({ path: ['destination'], message });
  if (partition !== home.partition) {
    return issue(
      `expected a resource in partition "${home.partition}", where Herald runs, got one in "${partition}": ` +
        'AWS allows no role to be assumed from another partition',
    );
  }
  return account === home.account
    ? issue(`expected a resource in your own account, not in Herald's ${account}`)
    : undefined;
}
