// Commands that set things up: profiles, targets, subscriptions, configuration as code.
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Invoke } from '../program.ts';
import { several } from './options.ts';

export function addConfigurationCommands(program: CommandUnknownOpts, invoke: Invoke): void {
  program
    .command('login')
    .description('store an access key, which is read from stdin or a prompt, as a profile')
    .option('--url <url>', 'the address of the API, which ends in /v1')
    .option('--licensor <name>', 'your name')
    .action(async options => (await import('../commands/login.ts')).login(invoke(), options));
  program
    .command('logout')
    .description('remove a profile')
    .action(async () => (await import('../commands/login.ts')).logout(invoke()));
  program
    .command('profiles')
    .description('list the profiles, without keys')
    .action(async () => (await import('../commands/login.ts')).listProfiles(invoke()));
  addTargets(program, invoke);
  addSubscriptions(program, invoke);
  program
    .command('apply')
    .description('make Herald have what a file says; shows the plan first')
    .requiredOption('-f, --file <file>', 'YAML with authProfiles, targets and subscriptions; - for stdin')
    .option('--check', 'change nothing, and exit with 2 if Herald differs', false)
    .option('--prune', 'delete what the file does not have', false)
    .option('--secrets', 'send all credentials of the file again', false)
    .option('--yes', 'do not ask', false)
    .action(async ({ file, ...options }) =>
      (await import('../commands/apply.ts')).apply(invoke(), file, options),
    );
  program
    .command('export')
    .description('print what Herald has as a file for apply, without credentials')
    .action(async () => (await import('../commands/apply.ts')).exportDocument(invoke()));
}

function addTargets(program: CommandUnknownOpts, invoke: Invoke): void {
  const load = () => import('../commands/targets.ts');
  const targets = program.command('targets').description('where notifications go');
  targets
    .command('list', { isDefault: true })
    .description('all targets, with their health')
    .action(async () => (await load()).listTargets(invoke()));
  targets
    .command('get')
    .description('one target')
    .argument('<target>')
    .action(async id => (await load()).getTarget(invoke(), id));
  targets
    .command('create')
    .description('create a target from a file of YAML or JSON; credentials are references as in apply')
    .argument('<file>', 'type, destination, auth; - for stdin')
    .action(async file => (await load()).createTarget(invoke(), file));
  targets
    .command('delete')
    .description('delete a target')
    .argument('<target>')
    .option('--yes', 'do not ask', false)
    .action(async (id, { yes }) => (await load()).deleteTarget(invoke(), id, yes));
  targets
    .command('enable')
    .description('make a disabled target active again')
    .argument('<target>')
    .action(async id => (await load()).enableTarget(invoke(), id));
}

function addSubscriptions(program: CommandUnknownOpts, invoke: Invoke): void {
  const load = () => import('../commands/subscriptions.ts');
  const subscriptions = program.command('subscriptions').description('which events go to which targets');
  subscriptions
    .command('list', { isDefault: true })
    .description('all subscriptions')
    .action(async () => (await load()).listSubscriptions(invoke()));
  subscriptions
    .command('get')
    .description('one subscription')
    .argument('<subscription>')
    .action(async id => (await load()).getSubscription(invoke(), id));
  subscriptions
    .command('create')
    .description('subscribe targets to event types of a topic')
    .argument('<topic>')
    .requiredOption('--event-type <type>', 'may be given several times', several)
    .requiredOption('--target <target>', 'may be given several times', several)
    .action(async (topic, options) => (await load()).createSubscription(invoke(), topic, options));
  subscriptions
    .command('delete')
    .description('delete a subscription')
    .argument('<subscription>')
    .option('--yes', 'do not ask', false)
    .action(async (id, { yes }) => (await load()).deleteSubscription(invoke(), id, yes));
}
