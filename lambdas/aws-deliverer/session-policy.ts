// What the assumed role may do in our hands, whatever its own policies allow: send to this one destination.
import {
  type AwsTargetType,
  deliveryActions,
  keyActions,
  parseArn,
} from '../../core/model/target/aws-destination.ts';

/** A session policy (STS AssumeRole, `Policy`): the send action on one ARN, and the key that the service encrypts with, if any. */
export function sessionPolicy(type: AwsTargetType, destination: string): string {
  const statements: object[] = [{ Effect: 'Allow', Action: deliveryActions[type], Resource: destination }];
  if (type !== 'EVENTBRIDGE') statements.push(keyStatement(type, destination));
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** A queue or topic with a key of its own needs the sender's permission for it. */
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

export const dnsSuffixOf = (partition: string): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
