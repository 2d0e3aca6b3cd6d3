// One attempt at a partner's queue, topic or bus, under the partner's role.
import type { STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { LRUCache } from 'lru-cache';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { isExpired, outcomeOfFault } from './fault.ts';
import { assumeRole } from './partner-role.ts';
import { type AwsSend, createAwsSend, type Message } from './senders.ts';

export type AwsTargetDeps = {
  sts: STSClient;
  requestHandler: NodeHttpHandler;
  deadlineMs: number;
  /** See `assumeRole`. */
  onAssume?: () => void;
};

const keptClients = 1000;

/** @returns what makes one attempt; it throws our own failures */
export function createAwsTargetSend({ sts, requestHandler, deadlineMs, onAssume }: AwsTargetDeps) {
  const clients = new LRUCache<string, AwsSend>({ max: keptClients });

  /** The client of a target as it stands; it holds the role's session, which ends with a change of the target. */
  const clientOf = (key: string, target: AwsTarget): AwsSend => {
    const known = clients.get(key);
    if (known) return known;
    const send = createAwsSend(target, {
      credentials: assumeRole(sts, target, deadlineMs, onAssume),
      requestHandler,
      maxAttempts: 1,
    });
    clients.set(key, send);
    return send;
  };

  const attempt = async (message: Message, target: AwsTarget): Promise<void> => {
    const key = JSON.stringify([target.targetId, target.destination, target.auth]);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      await clientOf(key, target)(message, signal);
    } catch (error) {
      if (!isExpired(error)) throw error;
      clients.delete(key);
      await clientOf(key, target)(message, signal);
    }
  };

  return async (message: Message, target: AwsTarget): Promise<Outcome> => {
    try {
      await attempt(message, target);
      return { class: 'DELIVERED', message: 'taken' };
    } catch (error) {
      return outcomeOfFault(error, target);
    }
  };
}
