// Creates and deletes partner event sources in AWS with the targets that use them.
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import pMap from 'p-map';
import { badRequest, type HeraldError } from '../model/api/herald-error.ts';
import { eventSourceNameOf, type PartnerSource } from '../model/target/partner-source.ts';
import { codeOf, isMissing } from '../runtime/aws/aws-error.ts';
import { readSourceState } from '../runtime/aws/partner-source-state.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { PartnerSourceUses, SourceId } from '../store/registry/partner-sources.ts';
import { sourceOfOtherAccount, tooManySources } from './refusals.ts';

export type PartnerSources = {
  /**
   * Call it before any other method.
   * @throws HeraldError BAD_REQUEST if this installation has no partner event sources
   */
  requireAvailable(): void;
  /**
   * Creates the source in AWS unless it exists. Call it before the target's transaction and again after it:
   * in between, the source's last other target may have been deleted, and the source with it.
   * @throws HeraldError BAD_REQUEST naming the field, for Herald's own account or if EventBridge rejects the
   *   source; CONFLICT if the name is in use for another account, or if the licensor has too many sources
   */
  admit(licensor: string, source: PartnerSource): Promise<void>;
  /**
   * Actions for the transaction that creates or changes a target. A change cannot give it another source, but
   * the source may have expired and not be counted any more.
   */
  useActions(licensor: string, source: PartnerSource, targetId: string): Action[];
  /** Actions for the transaction that deletes a target. */
  dropActions(licensor: string, source: PartnerSource, targetId: string): Action[];
  /**
   * Deletes the source in AWS if no target uses it. Call it after a deletion, or if a transaction failed
   * after `admit`. Never throws.
   */
  release(licensor: string, source: PartnerSource): Promise<void>;
};

export type PartnerSourceDeps = {
  uses: PartnerSourceUses;
  /** The SaaS partner name that AWS has approved for Herald's account; empty if there is none. */
  partnerName: string;
  /** Herald's own account. */
  account: string;
  eventBridgeIn: (region: string) => EventBridgeClient;
  log: Log;
};

/** How many states are read at once. */
const concurrency = 5;

export function createPartnerSources(deps: PartnerSourceDeps): PartnerSources {
  const { uses, partnerName, account, eventBridgeIn, log } = deps;

  const nameOf = (licensor: string, source: PartnerSource) => ({
    Account: source.account,
    Name: eventSourceNameOf(partnerName, licensor, source),
  });

  /** Whether no target uses a source any more, or it does not exist in AWS, e.g. because it expired. */
  const isGone = async (licensor: string, source: SourceId): Promise<boolean> => {
    const usersAccount = await uses.accountOf(licensor, source);
    if (usersAccount === undefined) return true;
    const name = eventSourceNameOf(partnerName, licensor, source);
    const state = await readSourceState(eventBridgeIn(source.region), name, usersAccount);
    return state === undefined || state === 'DELETED';
  };

  /**
   * EventBridge deletes a source that stays unassociated for about two weeks. Such sources are only looked
   * for when the licensor has its largest number.
   * @throws HeraldError CONFLICT if all of them exist
   */
  const requireRoom = async (licensor: string, source: SourceId): Promise<void> => {
    const listed = await uses.list(licensor);
    const isListed = listed.some(({ region, name }) => region === source.region && name === source.name);
    if (isListed || listed.length < uses.most) return;
    const found = await pMap(listed, async one => ((await isGone(licensor, one)) ? [one] : []), {
      concurrency,
    });
    const gone = found.flat();
    if (gone.length === 0) throw tooManySources(uses.most);
    await uses.unlist(licensor, gone);
  };

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
    requireAvailable() {
      if (partnerName !== '') return;
      throw badRequest(
        ['type'],
        'EVENTBRIDGE_PARTNER is not available, because this platform is not an AWS event source partner; ' +
          'use EVENTBRIDGE',
      );
    },

    async admit(licensor, source) {
      if (source.account === account) {
        throw badRequest(['destination', 'account'], `expected your own account, not Herald's ${account}`);
      }
      const usersAccount = await uses.accountOf(licensor, source);
      if (usersAccount !== undefined && usersAccount !== source.account) throw sourceOfOtherAccount(source);
      await requireRoom(licensor, source);
      try {
        await create(licensor, source);
      } catch (error) {
        throw refusalOf(error, source) ?? error;
      }
    },

    useActions: uses.useActions,

    dropActions: (licensor, source, targetId) => [uses.dropAction(licensor, source, targetId)],

    async release(licensor, source) {
      try {
        if ((await uses.accountOf(licensor, source)) !== undefined) return;
        await remove(licensor, source);
        if (await uses.forget(licensor, source)) return;
        // A target was registered between the check and the deletion, so the source is needed again.
        const usersAccount = await uses.accountOf(licensor, source);
        if (usersAccount !== undefined) await create(licensor, { ...source, account: usersAccount });
      } catch (error) {
        log.error('partner event source not released', { licensor, ...source, error: errorOf(error) });
      }
    },
  };
}

/**
 * Error codes for a region without EventBridge or partner event sources, or one that does not exist or is not
 * enabled.
 */
const notInRegion = new Set([
  'OperationDisabledException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);

const isUnknownHost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';

/** The error that tells the partner what to change; undefined if the partner cannot correct it. */
function refusalOf(error: unknown, { region }: PartnerSource): HeraldError | undefined {
  const code = codeOf(error);
  if (notInRegion.has(code) || isUnknownHost(error)) {
    return badRequest(
      ['destination', 'region'],
      `partner event sources are not available in ${region}; use another region`,
    );
  }
  if (code === 'LimitExceededException') {
    return badRequest(
      ['destination'],
      `EventBridge accepts no more partner event sources in ${region} (${code})`,
    );
  }
  if (code === 'ValidationException') {
    const reason = error instanceof Error ? error.message : '';
    return badRequest(['destination'], `EventBridge rejects this partner event source: ${reason}`);
  }
  return undefined;
}
