// Partner event sources in AWS, as targets come and go.
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { badRequest, type HeraldError } from '../model/api/herald-error.ts';
import { eventSourceNameOf, type PartnerSource } from '../model/target/partner-source.ts';
import { codeOf, isMissing } from '../runtime/aws/aws-error.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { PartnerSourceUses } from '../store/registry/partner-sources.ts';
import { sourceOfOtherAccount } from './refusals.ts';

export type PartnerSources = {
  /** @throws HeraldError BAD_REQUEST if this installation has no partner event sources. To be called before any other method. */
  requirePossible(): void;
  /**
   * Makes the source in AWS; one that exists is as good. Called before the target's transaction, and once more after it: the source's
   * last user may have gone, and the source with it, between the two.
   * @throws HeraldError BAD_REQUEST naming the field: Herald's own account, or what EventBridge refuses; CONFLICT: a name that is in use
   *   for another account
   */
  admit(licensor: string, source: PartnerSource): Promise<void>;
  /** Part of the transaction that makes a target. A target keeps its source: no update changes it. */
  useActions(licensor: string, source: PartnerSource, targetId: string): Action[];
  /** Part of the transaction that deletes a target. */
  dropActions(licensor: string, source: PartnerSource, targetId: string): Action[];
  /** After such a transaction, or one that failed after `admit`: deletes the source in AWS if no target uses it. Never throws. */
  release(licensor: string, source: PartnerSource): Promise<void>;
};

export type PartnerSourceDeps = {
  uses: PartnerSourceUses;
  /** What AWS has approved Herald's account for as a SaaS partner; empty if it has not. */
  partnerName: string;
  /** Herald's own account. */
  account: string;
  eventBridgeIn: (region: string) => EventBridgeClient;
  log: Log;
};

export function createPartnerSources(deps: PartnerSourceDeps): PartnerSources {
  const { uses, partnerName, account, eventBridgeIn, log } = deps;

  const nameOf = (licensor: string, source: PartnerSource) => ({
    Account: source.account,
    Name: eventSourceNameOf(partnerName, licensor, source),
  });

  const create = async (licensor: string, source: PartnerSource): Promise<void> => {
    try {
      await eventBridgeIn(source.region).send(new CreatePartnerEventSourceCommand(nameOf(licensor, source)));
    } catch (error) {
      if (codeOf(error) !== 'ResourceAlreadyExistsException') throw error;
    }
  };

  const remove = async (licensor: string, source: PartnerSource): Promise<void> => {
    try {
      await eventBridgeIn(source.region).send(new DeletePartnerEventSourceCommand(nameOf(licensor, source)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  };

  return {
    requirePossible() {
      if (partnerName !== '') return;
      throw badRequest(
        ['type'],
        'EVENTBRIDGE_PARTNER is not possible here, because this platform is not an AWS event source partner; use EVENTBRIDGE',
      );
    },

    async admit(licensor, source) {
      if (source.account === account) {
        throw badRequest(['destination', 'account'], `expected your own account, not Herald's ${account}`);
      }
      const usersAccount = await uses.accountOf(licensor, source);
      if (usersAccount !== undefined && usersAccount !== source.account) throw sourceOfOtherAccount(source);
      try {
        await create(licensor, source);
      } catch (error) {
        throw refusalOf(error, source) ?? error;
      }
    },

    useActions: (licensor, source, targetId) => [uses.useAction(licensor, source, targetId)],

    dropActions: (licensor, source, targetId) => [uses.dropAction(licensor, source, targetId)],

    async release(licensor, source) {
      try {
        if ((await uses.accountOf(licensor, source)) !== undefined) return;
        await remove(licensor, source);
        if (await uses.forget(licensor, source)) return;
        // A registration has found the source a moment ago, and is stored by now.
        const usersAccount = await uses.accountOf(licensor, source);
        if (usersAccount !== undefined) await create(licensor, { ...source, account: usersAccount });
      } catch (error) {
        log.error('partner event source not released', { licensor, ...source, error: errorOf(error) });
      }
    },
  };
}

/** Codes that say that Herald's account has no EventBridge, or no partner event sources, in a region; or that there is no such region. */
const notInRegion = new Set([
  'OperationDisabledException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

const isUnknownHost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';

/** What the partner can do about an error of EventBridge; undefined if it can do nothing. */
function refusalOf(error: unknown, { region }: PartnerSource): HeraldError | undefined {
  const code = codeOf(error);
  if (notInRegion.has(code) || isUnknownHost(error)) {
    return badRequest(
      ['destination', 'region'],
      `partner event sources are not possible in ${region}; use another one`,
    );
  }
  if (code === 'LimitExceededException') {
    return badRequest(
      ['destination'],
      `EventBridge takes no more partner event sources in ${region} (${code})`,
    );
  }
  if (code === 'ValidationException') {
    const said = error instanceof Error ? error.message : '';
    return badRequest(['destination'], `EventBridge refuses this partner event source: ${said}`);
  }
  return undefined;
}
