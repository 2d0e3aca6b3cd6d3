// Replays on the emulator: a partner starts one, watches it, and cancels another one half way. The tests also
// invoke the scheduler, so that they need not wait for a full minute.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ReplayView } from '../../core/model/replay/replay-view.ts';
import { withDelivered } from '../support/emulator/delivered-events.ts';
import { ask as askGraphql } from '../support/emulator/graphql.ts';
import type { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, receivedIds } from '../support/emulator/receiver.ts';
import { runReplays, runScheduler } from '../support/emulator/scheduler.ts';
import { eventually } from '../support/emulator/wait.ts';

/** A replay is worked on once a minute: it finds, the drain sends, and its outcomes are counted. */
const untilEnded = 240_000;

const create =
  'mutation ($input: CreateReplayInput!) { createReplay(input: $input) { replay { replayId status } } }';
const cancel =
  'mutation ($replayId: ID!) { cancelReplay(replayId: $replayId) { replay { replayId status } } }';
const payload = z.object({ replay: z.object({ replayId: z.string(), status: z.string() }) });
const answerOf = <Name extends string>(name: Name) =>
  z.object({ [name]: payload } as Record<Name, typeof payload>);

/** Runs the scheduler until a replay has ended. */
const ended = (licensor: Licensor, replayId: string): Promise<ReplayView> =>
  eventually(
    `the end of replay ${replayId}`,
    async () => {
      await runReplays(licensor.name);
      return (await licensor.partner.call('GET', `/replays/${replayId}`)).body as ReplayView;
    },
    ({ endedAt }) => endedAt !== undefined,
    untilEnded,
  );

describe.concurrent('a replay', () => {
  it('sends delivered events again, shows its progress, and ends with exact counts', {
    timeout: 300_000,
  }, async () => {
    const { licensor, path, targetId, eventIds, ask, rows } = await withDelivered(500);
    const dryRun = await licensor.partner.call('POST', '/replays', { ...ask, dryRun: true });
    expect(dryRun).toMatchObject({ status: 200, body: { count: 500, complete: true } });

    const created = await licensor.partner.call('POST', '/replays', ask);
    expect(created).toMatchObject({ status: 202, body: { status: 'FINDING', progress: { found: 0 } } });
    const { replayId } = created.body as ReplayView;
    const second = await licensor.partner.call('POST', '/replays', ask);
    expect(second.status).toBe(409);
    expect(JSON.stringify(second.body)).toContain(replayId);

    const { status, progress } = await ended(licensor, replayId);

    expect(status).toBe('DONE');
    expect(progress).toEqual({
      ...{ found: 500, sent: 500, delivered: 500, failed: 0, cancelled: 0, left: 0, expired: 0 },
    });
    expect((await receivedIds(path)).sort()).toEqual([...eventIds].sort());
    for (const row of await rows()) {
      expect(row).toMatchObject({ status: 'DELIVERED', attemptCount: 2, replayId });
      expect(row.attempts.at(-1)).toMatchObject({ class: 'DELIVERED', trigger: 'REPLAY' });
    }
    const changes = await licensor.partner.call('GET', `/changes?resource=replay/${replayId}`);
    expect(changes.body).toMatchObject({ changes: [{ action: 'CREATED' }] });
    // The target is free for the next one, which GraphQL starts and cancels.
    const input = { ...ask, targetId };
    const { createReplay } = await askGraphql(licensor, create, answerOf('createReplay'), { input });
    const cancelled = await askGraphql(licensor, cancel, answerOf('cancelReplay'), createReplay.replay);
    expect(cancelled).toMatchObject({ cancelReplay: { replay: { status: 'CANCELLING' } } });
  });

  it('that is cancelled half way sends nothing further, and changes nothing that it did not send', {
    timeout: 300_000,
  }, async () => {
    const { licensor, path, ask, rows } = await withDelivered(90);
    const created = await licensor.partner.call('POST', '/replays', { ...ask, ratePerSecond: 1 });
    const { replayId } = created.body as ReplayView;
    await eventually(
      'the first deliveries',
      async () => {
        await runScheduler();
        return receivedIds(path);
      },
      ids => ids.length > 0,
      untilEnded,
    );
    await arrivals(path, 3);

    const cancelled = await licensor.partner.call('DELETE', `/replays/${replayId}`);
    expect(cancelled).toMatchObject({ status: 202, body: { status: 'CANCELLING' } });
    await runReplays(licensor.name);
    const found = async () => {
      await runReplays(licensor.name);
      return ((await licensor.partner.call('GET', `/replays/${replayId}`)).body as ReplayView).progress.found;
    };

    // A window of 50 seconds at one a second. It ends as CANCELLED when those on the queue have been sent.
    expect(await found()).toBeLessThanOrEqual(50);
    expect(await found()).toBe(await found());
    const all = await rows();
    expect(all.filter(row => row.status === 'PARKED')).toEqual([]);
    expect(all.filter(row => row.replayId === undefined && row.attemptCount === 1).length).toBeGreaterThan(
      30,
    );
  });
});
