// The session policy of an assumed role: whatever the role's own policies allow, the session can only send to
// one destination.
import {
  type AwsTargetType,
  deliveryActions,
  dnsSuffixOf,
  keyActions,
  parseArn,
} from '../../core/model/target/aws-destination.ts';

/**
 * The `Policy` of STS AssumeRole: the send action on one ARN, and the use of the KMS key that encrypts the
 * destination.
 */
export function sessionPolicy(type: AwsTargetType, destination: string): string {
  const statements: object[] = [{ Effect: 'Allow', Action: deliveryActions[type], Resource: destination }];
  if (type !== 'EVENTBRIDGE') statements.push(keyStatement(type, destination));
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** If a queue or topic is encrypted with a KMS key, the sender needs permission for the key. */
function keyStatement(type: 'SQS' | 'SNS', destination: string): object {
  const { region, partition } = parseArn(destination);
  const viaService = `${type.toLowerCase()}.${region}.${dnsSuffixOf(partition)}`;
  return {
    Effect: 'Allow',
    Action: keyActions,
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': viaService } },
  };
}
