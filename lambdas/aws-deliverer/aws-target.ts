// One attempt at a partner's queue, topic or bus, under the partner's role.
import type { STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { LRUCache } from 'lru-cache';
import type { Send } from '../delivery/send.ts';
import type { Event } from '../domain/event.ts';
import type { AwsTarget } from '../domain/target.ts';
import { isExpired, outcomeOfFault } from './fault.ts';
import { assumeRole } from './partner-role.ts';
import { type AwsSend, createAwsSend } from './senders.ts';

export type AwsTargetDeps = { sts: STSClient; requestHandler: NodeHttpHandler; deadlineMs: number };

const keptClients = 1000;

export function createAwsTargetSend({ sts, requestHandler, deadlineMs }: AwsTargetDeps): Send {
  const clients = new LRUCache<string, AwsSend>({ max: keptClients });

  /** The client of a target as it stands; it holds the role's session, which ends with a change of the target. */
  const clientOf = (key: string, target: AwsTarget): AwsSend => {
    const known = clients.get(key);
    if (known) return known;
    const send = createAwsSend(target, {
      credentials: assumeRole(sts, target, deadlineMs),
      requestHandler,
      maxAttempts: 1,
    });
    clients.set(key, send);
    return send;
  };

  const attempt = async (event: Event, target: AwsTarget): Promise<void> => {
    const key = JSON.stringify([target.targetId, target.destination, target.auth]);
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      await clientOf(key, target)(event, signal);
    } catch (error) {
      if (!isExpired(error)) throw error;
      clients.delete(key);
      await clientOf(key, target)(event, signal);
    }
  };

  return async (event, target) => {
    if (target.type === 'WEBHOOK') throw new Error('a webhook target came to the AWS channel');
    try {
      await attempt(event, target);
      return { class: 'DELIVERED', message: 'taken' };
    } catch (error) {
      return outcomeOfFault(error, target);
    }
  };
}
