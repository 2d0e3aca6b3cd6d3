// .github: the workflows are valid, pinned and have no more permissions than they need.
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const repository = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const permissionsSchema = z.record(z.string(), z.enum(['read', 'write', 'none'])).optional();
const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const jobSchema = z.object({
  uses: z.string().optional(),
  permissions: permissionsSchema,
  'timeout-minutes': z.number().optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: permissionsSchema,
  jobs: z.record(z.string(), jobSchema),
});

const names = readdirSync(join(repository, '.github/workflows'));
const workflows = names.map(name => ({
  name,
  ...workflowSchema.parse(parse(read(`.github/workflows/${name}`))),
}));
const jobs = workflows.flatMap(({ name, jobs }) =>
  Object.entries(jobs).map(([id, job]) => ({ id: `${name} ${id}`, ...job })),
);
const steps = jobs.flatMap(job => job.steps);
const commands = steps.flatMap(({ run }) => run ?? []).join('\n');

test('pull requests, main and release tags run .ci/run and synthesize the templates', () => {
  const [check] = workflows.filter(({ name }) => name === 'check.yml');
  const [release] = workflows.filter(({ name }) => name === 'release.yml');

  expect(check?.on).toMatchObject({ pull_request: null, push: { branches: ['main'] } });
  expect(release?.on).toEqual({ push: { tags: ['v*'] } });
  expect(release?.jobs['check']?.uses).toBe('./.github/workflows/check.yml');
  expect(commands).toMatch(/^\.ci\/run$/m);
  expect(commands).toMatch(/^\.ci\/templates$/m);
});

test('every workflow may only read the repository, except the job that creates a release', () => {
  expect(workflows.map(({ permissions }) => permissions)).toEqual(
    workflows.map(() => ({ contents: 'read' })),
  );
  expect(
    jobs.filter(({ permissions }) => permissions).map(({ id, permissions }) => [id, permissions]),
  ).toEqual([['release.yml release', { contents: 'write' }]]);
});

test('the job that may write does not install packages or run their code', () => {
  const [release] = jobs.filter(({ id }) => id === 'release.yml release');

  expect(release?.steps.flatMap(({ run }) => run ?? []).join('\n')).not.toMatch(/\bnp[mx]\b/);
});

test('actions have a full version, and a checkout does not keep credentials', () => {
  const used = steps.filter(({ uses }) => uses !== undefined);

  expect(used.length).toBeGreaterThan(5);
  expect(used.filter(({ uses = '' }) => !/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/.test(uses))).toEqual([]);
  const checkouts = used.filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));
  expect(checkouts.filter(step => step.with?.['persist-credentials'] !== false)).toEqual([]);
});

test('every job that runs steps has a time limit', () => {
  const endless = jobs.filter(job => job.steps.length > 0 && job['timeout-minutes'] === undefined);

  expect(endless.map(({ id }) => id)).toEqual([]);
});

test('the programs that the workflows run exist and are executable', () => {
  const programs = commands.match(/\.ci\/[\w.-]+/g) ?? [];

  expect(programs.length).toBeGreaterThan(2);
  for (const program of programs) {
    const mode = program.endsWith('.mjs') ? constants.R_OK : constants.X_OK;
    expect(() => accessSync(join(repository, program), mode), program).not.toThrow();
  }
});

test.each(['bug.yml', 'feature.yml'])('the issue form %s has the fields that GitHub requires', name => {
  const formSchema = z.object({
    name: z.string().min(1),
    description: z.string().min(1),
    body: z.array(
      z.union([
        z.object({ type: z.literal('markdown'), attributes: z.object({ value: z.string().min(1) }) }),
        z.object({
          type: z.enum(['input', 'textarea']),
          id: z.string().regex(/^[\w-]+$/),
          attributes: z.object({ label: z.string().min(1) }),
        }),
      ]),
    ),
  });

  expect(formSchema.safeParse(parse(read(`.github/ISSUE_TEMPLATE/${name}`))).error).toBeUndefined();
});
