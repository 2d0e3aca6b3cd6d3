// Commands for trying things out.
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Invoke } from '../program.ts';
import { count, time } from './options.ts';

export function addLocalCommands(program: CommandUnknownOpts, invoke: Invoke): void {
  program
    .command('test')
    .description('send a test notification to a target')
    .argument('<target>')
    .option('--event-type <type>', 'the example of this event type')
    .action(async (target, { eventType }) =>
      (await import('../commands/resend.ts')).sendTest(invoke(), target, eventType),
    );
  program
    .command('verify')
    .description('verify a saved request with the secret in HERALD_WEBHOOK_SECRET or on stdin')
    .argument('<file>', 'header lines, an empty line, the body; or JSON with headers and body')
    .option('--header <name>', "the target's own header", 'X-Signature')
    .addOption(
      new Option('--algorithm <name>', 'of that header')
        .choices(['HmacSHA256', 'HmacSHA384', 'HmacSHA512'])
        .default('HmacSHA256'),
    )
    .option('--tolerance <seconds>', 'how old the request may be', count, 300)
    .option('--at <time>', 'judge the age at this time', time)
    .action(async (file, options) => (await import('../commands/verify.ts')).verify(invoke(), file, options));
  program
    .command('trigger')
    .description('publish the sample of an event type; on the stages local and dev only')
    .argument('<type>')
    .option('--data <file>', 'other data than the sample: YAML or JSON; - for stdin')
    .action(async (type, { data }) => (await import('../commands/trigger.ts')).trigger(invoke(), type, data));
  program
    .command('listen')
    .description('forward your events to a server on this machine, signed as Herald signs them')
    .requiredOption('--forward <url>', 'for example http://localhost:3000/hook')
    .option('--topic <topic>')
    .option('--event-type <type>')
    .option('--subscription <id>', 'what this subscription wants, in its format')
    .option('--since <time>', 'begin there, and not where the last listener was', time)
    .option('--secret-from-stdin', 'sign with the secret on stdin, and not with a new one', false)
    .option('--allow-remote', 'forward to another machine too', false)
    .action(async options => (await import('../commands/listen.ts')).listen(invoke(), options));
}
