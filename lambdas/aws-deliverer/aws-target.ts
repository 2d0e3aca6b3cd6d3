// Makes one attempt at a partner's queue, topic or bus, with the partner's role.
import type { STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { LRUCache } from 'lru-cache';
import type { Message } from '../../core/model/delivery/aws-request.ts';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { isExpired, outcomeOfFault } from './fault.ts';
import { assumeRole } from './partner-role.ts';
import { type AwsSend, createAwsSend } from './senders.ts';

export type AwsTargetDeps = {
  sts: STSClient;
  requestHandler: NodeHttpHandler;
  /** The deadline of one attempt, milliseconds. */
  deadlineMs: number;
  /** See `assumeRole`. */
  onAssume?: () => void;
};

const maxClients = 1000;

/** @returns a function that makes one attempt; it throws failures inside Herald */
export function createAwsTargetSend({ sts, requestHandler, deadlineMs, onAssume }: AwsTargetDeps) {
  const clients = new LRUCache<string, AwsSend>({ max: maxClients });

  /**
   * The cached client of a target, with the session of its role. A change of the target's configuration gets
   * a new client.
   */
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
      return { class: 'DELIVERED', message: 'accepted' };
    } catch (error) {
      return outcomeOfFault(error, target);
    }
  };
}
