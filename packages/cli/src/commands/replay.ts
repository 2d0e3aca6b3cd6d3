// herald replay: counts, asks, and shows the progress of the job
import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes, Failure, usage } from '../failure.ts';
import { show } from '../output.ts';
import { progressBar } from '../progress-bar.ts';
import { confirm, isYes } from '../questions.ts';
import { type Invocation, openSession, type Session } from '../session.ts';

const jobs = '/{licensor}/notifications/replays';
const one = '/{licensor}/notifications/replays/{replayId}';
type ReplayBody = {
  targetId?: string;
  subscriptionId?: string;
  statuses: ('DELIVERED' | 'FAILED' | 'PARKED' | 'CANCELLED')[];
  eventTypes?: string[];
  since: string;
  until: string;
  ratePerSecond?: number;
};

export async function replay(
  invocation: Invocation,
  body: ReplayBody,
  { dryRun, yes, wait }: { dryRun: boolean; yes: boolean; wait: boolean },
): Promise<void> {
  const session = openSession(invocation);
  if (body.targetId === undefined && body.subscriptionId === undefined)
    throw usage('replay: expected --target or --subscription', 'Choose one: herald targets list');
  const { herald, terminal } = session;
  const { data: counted } = await herald.POST(jobs, { body: { ...body, dryRun: true } });
  if (!('count' in counted)) throw new Failure('the API has not counted');
  const count = `${counted.complete ? '' : 'at least '}${deliveries(counted.count)}`;
  if (dryRun) return show(terminal, counted, () => [`A replay would send ${count}.`]);
  terminal.note(`This replay sends ${count}.`);
  if (!yes) await confirm(terminal, `Send ${count} again?`);
  const { data: job } = await herald.POST(jobs, { body });
  if (!('replayId' in job)) throw new Failure('the API has not made a replay');
  if (!wait) return show(terminal, job, () => [`Replay ${job.replayId} is ${job.status}`]);
  const ended = await follow(session, job.replayId);
  const { delivered, failed, cancelled } = ended.progress;
  show(terminal, ended, () => [
    `Replay ${ended.replayId} is ${ended.status}: ${delivered} delivered, ${failed} failed, ${cancelled} cancelled`,
  ]);
  if (ended.status !== 'DONE' || failed > 0)
    throw new Failure(
      ended.reason ?? `${deliveries(failed)} failed`,
      undefined,
      'See why: herald deliveries --status FAILED',
    );
}

const deliveries = (count: number): string => `${count} ${count === 1 ? 'delivery' : 'deliveries'}`;

export async function showReplay(invocation: Invocation, replayId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.GET(one, { params: { path: { replayId } } });
  show(terminal, data, () => [`${data.status}  ${progressBar(data.progress, 40)}`]);
}

export async function cancelReplay(invocation: Invocation, replayId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  await herald.DELETE(one, { params: { path: { replayId } } });
  show(terminal, { replayId, cancelling: true }, () => [`Replay ${replayId} is being cancelled`]);
}

/** @returns the job when it has ended. Ctrl-C asks what becomes of the job. */
async function follow({ herald, terminal }: Session, replayId: string) {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt);
  try {
    for (;;) {
      const { data: job } = await herald.GET(one, { params: { path: { replayId } } });
      const line = `${job.status}  ${progressBar(job.progress, 30)}`;
      if (terminal.isInteractive) process.stderr.write(`\r\u001b[K${line}`);
      if (job.endedAt !== undefined) {
        if (terminal.isInteractive) terminal.note('');
        return job;
      }
      await delay(2_000, undefined, { signal: interruption.signal }).catch(() => {});
      if (interruption.signal.aborted) return await leave({ herald, terminal }, replayId);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function leave(
  { herald, terminal }: Pick<Session, 'herald' | 'terminal'>,
  replayId: string,
): Promise<never> {
  terminal.note('');
  if (terminal.isInteractive && (await isYes('Cancel the replay? Otherwise it goes on without you.'))) {
    await herald.DELETE(one, { params: { path: { replayId } } });
    throw new Failure(`the replay ${replayId} is being cancelled`, exitCodes.interrupted);
  }
  throw new Failure(
    `the replay ${replayId} goes on`,
    exitCodes.interrupted,
    `See it: herald replays get ${replayId}; end it: herald replays cancel ${replayId}`,
  );
}
