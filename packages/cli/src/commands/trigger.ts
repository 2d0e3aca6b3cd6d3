// herald trigger: publishes a sample, on stages for trying things out
import { readDocument } from '../apply/document-file.ts';
import { exitCodes, Failure, usage } from '../failure.ts';
import { show } from '../output.ts';
import { type Profile, readProfiles } from '../profiles.ts';
import {
  clientOf,
  type Invocation,
  isStageForTrials,
  openSession,
  type Session,
  stageOf,
} from '../session.ts';

/** @param file with other `data` than the sample's. @throws Failure on another stage than local and dev */
export async function trigger(
  invocation: Invocation,
  eventType: string,
  file: string | undefined,
): Promise<void> {
  const session = openSession(invocation);
  const { terminal, account } = session;
  if (!isStageForTrials(account))
    throw new Failure(
      `trigger: events are published on the stages local and dev only; this key is of ${stageOf(account) ?? 'none'}`,
      exitCodes.refused,
    );
  const { topic, data: sample } = await sampleOf(session, eventType);
  const data = file === undefined ? sample : await readDocument(file);
  if (typeof data !== 'object' || data === null) throw usage('data: expected an object');
  const platform = clientOf({ ...account, accessKey: platformKey(session) }, terminal);
  const [report] = await platform.publish([{ topic, eventType, data: { ...data } }]);
  if (!report) throw new Failure('nothing was published');
  show(terminal, report, () => [`${report.status} ${report.eventId}`]);
  if (report.status === 'ACCEPTED') {
    if (report.reason !== undefined) terminal.note(`Nobody gets it: ${report.reason}`);
    return;
  }
  const { code, message } = report.error ?? {};
  const isRefused = code === 'UNAUTHORIZED' || code === 'FORBIDDEN';
  throw isRefused
    ? new Failure(`the key of the platform: ${message}`, exitCodes.refused, nextStepOf(account))
    : new Failure(`the event is ${report.status}: ${message ?? 'no reason is known'}`);
}

async function sampleOf({ herald }: Session, eventType: string) {
  const { data } = await herald.GET('/{licensor}/notifications/topics', {});
  const known = data.topics.flatMap(({ topic, publishedBy, eventTypes }) =>
    publishedBy === 'platform' ? eventTypes.map(one => ({ topic, ...one })) : [],
  );
  const found = known.find(one => one.eventType === eventType);
  if (!found)
    throw usage(
      `there is no event type "${eventType}"`,
      `Choose of ${known.map(one => one.eventType).join(', ')}`,
    );
  return { topic: found.topic, data: found.dataExamples[0] };
}

/** HERALD_PLATFORM_KEY, or the key of the profile `platform`. */
function platformKey({ env, account }: Session): string {
  const key = env['HERALD_PLATFORM_KEY'] || readProfiles(env)['platform']?.accessKey;
  if (key === undefined)
    throw new Failure(
      'trigger: publishing needs a key of the platform',
      exitCodes.refused,
      nextStepOf(account),
    );
  return key;
}

const nextStepOf = ({ url, licensor }: Profile): string =>
  `Set HERALD_PLATFORM_KEY, or run: herald login --profile platform --url ${url} --licensor ${licensor}`;
