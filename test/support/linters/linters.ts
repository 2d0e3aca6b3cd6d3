// Runs cfn-lint over templates, parliament over IAM policies, and a parser over Terraform files. They are
// Python programs, which are installed when they are first used.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { cleanEnvironment } from '../../../local/emulator/paths.ts';
import { pythonPackages } from '../../../local/emulator/python.ts';

const packages = pythonPackages(
  'the linters',
  join(import.meta.dirname, 'requirements.txt'),
  'cfnlint, hcl2, parliament',
);

/** The module cannot be run by its name, and the installed program names the folder of its installation. */
const runCfnLint = 'from cfnlint.runner import main; main()';

export async function installLinters(): Promise<void> {
  if (!packages.isInstalled()) await packages.install();
}

/** @returns the output. @throws Error with the error output, if there is any */
async function python(args: readonly string[], input = ''): Promise<string> {
  const program = spawn(packages.python, args, { env: cleanEnvironment });
  program.stdin.end(input);
  const [output, errors] = await Promise.all([text(program.stdout), text(program.stderr)]);
  if (errors !== '') throw new Error(errors);
  return output;
}

const findingsSchema = z.array(
  z.object({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.array(z.union([z.string(), z.number()])) }),
  }),
);

/**
 * @param templates as CloudFormation gets them, by name
 * @param regions whose types of resources and values are checked
 * @param ignored the ids of rules
 * @returns the findings, each with the name of its template
 */
export async function lintTemplates(
  templates: Readonly<Record<string, unknown>>,
  regions: readonly string[],
  ignored: readonly string[],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-templates-'));
  try {
    const files = Object.entries(templates).map(([name, template]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(template));
      return file;
    });
    const exceptions = ignored.length > 0 ? ['--ignore-checks', ...ignored] : [];
    const options = ['--format', 'json', '--regions', ...regions, ...exceptions];
    const output = await python(['-c', runCfnLint, ...options, '--template', ...files]);
    const findings = findingsSchema.parse(JSON.parse(output));
    return findings.map(
      ({ Filename, Rule, Message, Location }) =>
        `${Filename.replace(`${folder}/`, '').replace('.json', '')}: ${Rule.Id} ${Message} (${Location.Path.join('/')})`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param policies without references to resources, by name
 * @returns the findings, each with the name of its policy
 */
export async function lintPolicies(policies: Readonly<Record<string, unknown>>): Promise<string[]> {
  const output = await python([join(import.meta.dirname, 'lint_policies.py')], JSON.stringify(policies));
  return output.split('\n').filter(line => line !== '');
}

/**
 * Parses Terraform files.
 * @returns their blocks by kind, e.g. `resource`, each as an object by its labels. Expressions are `{…}`.
 * @throws Error with the parser's message
 */
export async function terraformBlocks(files: readonly string[]): Promise<unknown> {
  return JSON.parse(await python([join(import.meta.dirname, 'hcl_json.py'), ...files]));
}
