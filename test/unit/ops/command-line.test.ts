// The command line: help, usage errors, exit codes, and the messages for what is missing around it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeEach, expect, test } from 'vitest';
import { findDeployment, stackNameOf } from '../../../ops/deployment.ts';
import { deployment } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
beforeEach(operator.reset);

const groups = {
  status: [],
  partner: ['create', 'disable', 'key', 'oauth', 'suspend', 'resume', 'remove', 'disable-all', 'list'],
  'partner key': ['create', 'list', 'rotate', 'disable'],
  'partner oauth': ['rotate'],
  target: ['status', 'suspend', 'resume', 'enable'],
  redrive: [],
  replay: [],
  recover: [],
  quarantine: ['list', 'retry', 'drop'],
};
const everyCommand = [
  [],
  ...Object.entries(groups).flatMap(([group, names]) => {
    const words = group.split(' ');
    return [words, ...names.map(name => [...words, name])];
  }),
];

test.each(everyCommand.map(words => [words.join(' '), words]))(
  'herald %s --help prints help',
  async (_, words) => {
    const { code, stdout, stderr } = await operator.run([...words, '--help']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['npm run herald --', ...words].join(' ')}`);
    expect(stdout).toContain('-c, --context');
    expect(stdout).toContain('--json');
  },
);

test('herald --help names every command and every exit code', async () => {
  const { stdout } = await operator.run(['--help']);

  for (const name of Object.keys(groups).filter(group => !group.includes(' ')))
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(stdout).toContain('0 done (also a dry run), 1 failed, 2 wrong usage, 3 status');
});

const dev = ['-c', 'stage=dev'];
test.each([
  [['frobnicate', ...dev], 'unknown command "frobnicate"'],
  [['partner', 'frobnicate', ...dev], 'unknown command "frobnicate"'],
  [['status'], 'missing -c stage=<stage>'],
  [['status', '-c', 'other=dev'], 'expected one -c stage=<stage>, got "other=dev"'],
  [['status', '-c', 'prod'], 'expected one -c stage=<stage>, got "prod"'],
  [['partner', 'create', ...dev], 'expected either a licensor or --platform'],
  [['partner', 'create', 'demo', '--platform', ...dev], 'expected either a licensor or --platform'],
  [['partner', 'create', '#platform', ...dev], 'It cannot name a licensor: expected 2 to 63 letters'],
  [['partner', 'create', 'platform', ...dev], 'It is the name of the platform: use --platform.'],
  [['partner', 'list', 'demo', ...dev], 'too many arguments'],
  [['partner', 'create', 'demo', '--colour', 'red', ...dev], 'unknown option "--colour"'],
  [['partner', 'key', 'rotate', 'demo', '--overlap=-1', ...dev], 'Expected a number of hours.'],
  [['partner', 'key', 'create', 'demo', ...dev], '"--name <name>" not specified'],
  [['partner', 'oauth', 'rotate', ...dev], 'expected either a licensor or --platform'],
  [['redrive', ...dev], 'expected either --licensor or --all'],
  [['redrive', '--all', '--licensor', 'demo', ...dev], 'expected either --licensor or --all'],
  [['redrive', '--all', '--target', 'target-1', ...dev], '--target needs its --licensor'],
  [['redrive', '--licensor', '#platform', ...dev], 'It cannot name a licensor'],
  [['redrive', '--all', '--since', 'yesterday', ...dev], 'Expected a time, e.g. 2026-01-31T12:00:00Z.'],
  [
    ['recover', '--since', '2026-01-02', '--until', '2026-01-01', ...dev],
    '--until must be later than --since',
  ],
  [['target', 'suspend', '--licensor', 'demo', '--target', 'x', ...dev], '"--reason <text>" not specified'],
  [['partner', 'suspend', 'demo', ...dev], '"--reason <text>" not specified'],
  [['partner', 'suspend', 'demo', '--reason', ' ', ...dev], 'Expected 1 to 500 characters on one line.'],
  [['partner', 'resume', ...dev], 'missing required argument "licensor"'],
  [['partner', 'remove', '#platform', ...dev], 'It cannot name a licensor'],
  [['target', 'status', '--licensor', 'demo', ...dev], '"--target <id>" not specified'],
  [['quarantine', 'drop', ...dev], 'expected either --id or --all'],
  [
    ['claim', 'show', '--account', '222222222222', '--external-id', 'x', ...dev],
    'It is refused: expected at least 2 characters.',
  ],
])('herald %j is a usage error', async (args, sentence) => {
  const { code, stdout, stderr } = await operator.run(args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('--help');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a required --reason is shown as required', async () => {
  const { stdout } = await operator.run(['target', 'suspend', '--help']);

  expect(stdout).toMatch(/--reason <text>\s+required/);
});

test.each([
  ['herald', ['status'], 'npm run herald -- status -c stage=dev'],
  ['redrive', ['redrive', 'demo'], 'npm run redrive -- demo -c stage=dev'],
])('npm run %s without "--" is a usage error that shows the right form', async (script, args, command) => {
  const environment = { npm_config_call: 'stage=dev', npm_lifecycle_event: script };

  const { code, stderr } = await operator.run(args, environment);

  expect(code).toBe(2);
  expect(stderr).toContain('missing "--"');
  expect(stderr).toContain(command);
});

const refused = (message: string, name = 'Error') =>
  operator.cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error(message), { name }));

test('a stack of another stage is refused: its access keys would be of the wrong stage', async () => {
  operator.deployed({ ...deployment, outputs: { ...deployment.outputs, Stage: 'staging' } });

  await expect(findDeployment('dev', { aws: { region: 'eu-west-1' }, stackName: 'orders' })).rejects.toThrow(
    'the stack orders is of stage staging, not dev',
  );
});

test.each([
  [{}, 'herald-dev'],
  [{ HERALD_STACK: 'orders' }, 'orders'],
])('with the environment %j, the commands work on the stack %s', (environment, name) => {
  expect(stackNameOf('dev', environment)).toBe(name);
});

test.each([
  ['Region is missing', 'Error', 'missing AWS region: set AWS_REGION'],
  ['no profile', 'CredentialsProviderError', 'missing AWS credentials: set AWS_PROFILE'],
  [
    'Stack with id herald-dev does not exist',
    'ValidationError',
    'there is no stack herald-dev in this AWS account',
  ],
  ['some other trouble', 'Error', 'cannot read the stack herald-dev: some other trouble'],
])('if CloudFormation fails with "%s", the command says what is missing', async (message, name, sentence) => {
  refused(message, name);

  const { code, stderr } = await operator.herald('status');

  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('the program exits with the code of the command', async () => {
  const program = join(import.meta.dirname, '../../../ops/herald.ts');
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args]);

  await expect(run('partner', '--help')).resolves.toMatchObject({ stderr: '' });
  await expect(run('frobnicate')).rejects.toMatchObject({ code: 2, stdout: '' });
});

test('if the local stack does not answer, the command says how to start it', async () => {
  const refusal = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  operator.cloudFormation.on(DescribeStacksCommand).rejects(refusal);

  await expect(findDeployment('local', { aws: { region: 'us-east-1' } })).rejects.toThrow(
    'the local stack is not running: run npm start',
  );
});
