// The AWS calls of the verifier: assumes a partner's role, and looks a queue up.
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { parseArn } from '../../core/model/target/aws-destination.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { codeOf, isDenied, isMissing } from '../../core/runtime/aws/aws-error.ts';
import type { Assume, FindQueue } from './verify.ts';

/** The minimum of STS, seconds. */
const sessionSeconds = 900;

/** Whatever the role allows, the verifier's session can only read the URL of a queue. */
const sessionPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sqs:GetQueueUrl', Resource: '*' }],
});

/** @param deadline ends a call that runs, and fails later ones */
export const createAssume =
  (sts: STSClient, deadline: AbortSignal): Assume =>
  async (roleArn, externalId) => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      ExternalId: externalId,
      RoleSessionName: 'herald-verify',
      DurationSeconds: sessionSeconds,
      Policy: sessionPolicy,
    });
    const answer = await sts.send(command, { abortSignal: deadline }).catch((error: unknown) => {
      if (isDenied(error)) return undefined;
      throw error;
    });
    const session = answer?.Credentials;
    if (!session?.AccessKeyId || !session.SecretAccessKey) return undefined;
    return {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
    };
  };

/** @param deadline as in `createAssume` */
export const createFindQueue =
  (deadline: AbortSignal): FindQueue =>
  async (queueArn, credentials) => {
    const { region, account, resource } = parseArn(queueArn);
    const sqs = new SQSClient({ ...ownServices, region, credentials, useQueueUrlAsEndpoint: false });
    try {
      const command = new GetQueueUrlCommand({ QueueName: resource, QueueOwnerAWSAccountId: account });
      await sqs.send(command, { abortSignal: deadline });
      return 'FOUND';
    } catch (error) {
      if (isMissing(error)) return 'MISSING';
      if (isDenied(error)) return 'DENIED';
      throw new Error(`sqs:GetQueueUrl failed: ${codeOf(error)}`, { cause: error });
    }
  };
