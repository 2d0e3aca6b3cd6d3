// Commands about events and their deliveries.
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Invoke } from '../program.ts';
import { count, several, time } from './options.ts';

const ended = ['DELIVERED', 'FAILED', 'PARKED', 'CANCELLED'] as const;
const anyStatus = ['WAITING', ...ended] as const;

export function addHistoryCommands(program: CommandUnknownOpts, invoke: Invoke): void {
  const events = program.command('events').description('your events, the oldest first');
  events
    .command('list', { isDefault: true })
    .addOption(
      new Option('--since <time>', 'a time, or how long ago').argParser(time).default(time('1h'), '1h'),
    )
    .option('--topic <topic>')
    .option('--event-type <type>')
    .option('--subscription <id>', 'what this subscription wants, in its format')
    .option('--limit <number>', 'at most', count, 100)
    .action(async options => (await import('../commands/events.ts')).listEvents(invoke(), options));
  events
    .command('get')
    .argument('<event>')
    .action(async id => (await import('../commands/events.ts')).getEvent(invoke(), id));
  program
    .command('deliveries')
    .description('deliveries, the newest first')
    .addOption(new Option('--status <status>').choices(anyStatus))
    .option('--target <id>')
    .option('--topic <topic>')
    .option('--event-type <type>')
    .option('--since <time>', 'a time, or how long ago', time)
    .option('--limit <number>', 'at most', count, 50)
    .option('--tail', 'show new ones and those that change, without an end', false)
    .action(async ({ status, target, topic, eventType, since, limit, tail }) => {
      const query = {
        ...(status !== undefined && { status }),
        ...(target !== undefined && { targetId: target }),
        ...(topic !== undefined && { topic }),
        ...(eventType !== undefined && { eventType }),
        ...(since !== undefined && { since }),
      };
      await (await import('../commands/deliveries.ts')).listDeliveries(invoke(), query, { limit, tail });
    });
  program
    .command('why')
    .description('why each target got an event, or did not, and what to do')
    .argument('<event>')
    .action(async id => (await import('../commands/why.ts')).why(invoke(), id));
  program
    .command('resend')
    .description('send one delivery again, now')
    .argument('<event>')
    .argument('<target>')
    .action(async (event, target) => (await import('../commands/resend.ts')).resend(invoke(), event, target));
  addReplays(program, invoke);
}

function addReplays(program: CommandUnknownOpts, invoke: Invoke): void {
  const load = () => import('../commands/replay.ts');
  program
    .command('replay')
    .description('send many deliveries again: counts, asks, shows the progress')
    .addOption(new Option('--target <id>').conflicts('subscription'))
    .option('--subscription <id>', 'its deliveries to all its targets')
    .addOption(
      new Option('--status <status...>', 'of these').choices(ended).default(['FAILED', 'PARKED'] as const),
    )
    .option('--event-type <type>', 'may be given several times', several)
    .requiredOption('--since <time>', 'a time, or how long ago', time)
    .option('--until <time>', 'a time, or how long ago; now by default', time)
    .option('--rate <number>', 'deliveries a second, for each target', count)
    .option('--dry-run', 'only count', false)
    .option('--yes', 'do not ask', false)
    .option('--no-wait', 'do not wait for its end')
    .action(async ({ target, subscription, status, eventType, since, until, rate, dryRun, yes, wait }) => {
      const body = {
        ...(target !== undefined && { targetId: target }),
        ...(subscription !== undefined && { subscriptionId: subscription }),
        statuses: [...status],
        ...(eventType && { eventTypes: eventType }),
        since,
        until: until ?? new Date().toISOString(),
        ...(rate !== undefined && { ratePerSecond: rate }),
      };
      await (await load()).replay(invoke(), body, { dryRun, yes, wait });
    });
  const replays = program.command('replays').description('replays that have been made');
  replays
    .command('get')
    .argument('<replay>')
    .action(async id => (await load()).showReplay(invoke(), id));
  replays
    .command('cancel')
    .argument('<replay>')
    .action(async id => (await load()).cancelReplay(invoke(), id));
}
