// herald subscriptions
import { fieldLines, show, showList, take } from '../output.ts';
import { confirm } from '../questions.ts';
import { type Invocation, openSession } from '../session.ts';

const one = '/{licensor}/notifications/subscriptions/{subscriptionId}';

export async function listSubscriptions(invocation: Invocation): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  showList(
    terminal,
    await take(herald.subscriptions(), 1_000),
    [
      { title: 'SUBSCRIPTION', value: row => row.subscriptionId },
      { title: 'TOPIC', value: row => row.topic },
      { title: 'VERSION', value: row => row.version },
      { title: 'FORMAT', value: row => row.format },
      { title: 'EVENT TYPES', value: row => Object.keys(row.eventTargetMapping).join(' ') },
      { title: 'FILTER', value: row => row.filter && JSON.stringify(row.filter) },
    ],
    'There are no subscriptions. Write them into a file: herald apply --help',
  );
}

export async function getSubscription(invocation: Invocation, subscriptionId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.GET(one, { params: { path: { subscriptionId } } });
  show(terminal, data, () => fieldLines(data));
}

/** @param mapping event types to target ids */
export async function createSubscription(
  invocation: Invocation,
  topic: string,
  { eventType, target }: { eventType: string[]; target: string[] },
): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const eventTargetMapping = Object.fromEntries(eventType.map(name => [name, target]));
  const { data } = await herald.POST('/{licensor}/notifications/subscriptions', {
    body: { topic, eventTargetMapping },
  });
  show(terminal, data, () => fieldLines(data));
}

export async function deleteSubscription(
  invocation: Invocation,
  subscriptionId: string,
  yes: boolean,
): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  if (!yes) await confirm(terminal, `Delete the subscription ${subscriptionId}?`);
  await herald.DELETE(one, { params: { path: { subscriptionId } } });
  show(terminal, { subscriptionId, deleted: true }, () => [`Deleted ${subscriptionId}`]);
}
