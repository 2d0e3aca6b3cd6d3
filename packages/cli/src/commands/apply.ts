// herald apply, herald export
import { documentOf, withValues } from '../apply/document.ts';
import { readDocument } from '../apply/document-file.ts';
import { exportedDocument } from '../apply/exported-document.ts';
import { planOf } from '../apply/plan.ts';
import { linesOfPlan } from '../apply/plan-text.ts';
import { readRegistry } from '../apply/registry.ts';
import { type Result, runPlan } from '../apply/run-plan.ts';
import { exitCodes, Failure } from '../failure.ts';
import { show } from '../output.ts';
import { confirm } from '../questions.ts';
import { type Invocation, openSession } from '../session.ts';

export type ApplyOptions = { check: boolean; yes: boolean; prune: boolean; secrets: boolean };

export async function apply(
  invocation: Invocation,
  file: string,
  { check, yes, prune, secrets }: ApplyOptions,
): Promise<void> {
  const { herald, terminal, env } = openSession(invocation);
  const document = withValues(documentOf(await readDocument(file)), env);
  const plan = planOf(document, await readRegistry(herald), { prune, secrets });
  const { changes } = plan;
  if (check || changes.length === 0) {
    show(terminal, { changes, results: [] }, () => linesOfPlan(plan, terminal));
    if (changes.length === 0) return;
    throw new Failure(
      `Herald differs from ${file}: ${changes.length} changes`,
      exitCodes.drift,
      `Make them: herald apply -f ${file}`,
    );
  }
  for (const line of linesOfPlan(plan, terminal)) terminal.note(line);
  if (!yes) await confirm(terminal, 'Make these changes?');
  const results: Result[] = [];
  try {
    for await (const result of runPlan(plan, document, herald, env)) {
      results.push(result);
      const { action, name, id } = result;
      terminal.note(`${action}d ${name === id ? name : `${name} (${id})`}`);
    }
  } finally {
    // Also of changes before one that fails: a secret is shown once.
    show(terminal, { changes, results }, () => results.flatMap(secretLines));
  }
}

const secretLines = ({ name, hmacSecret }: Result): string[] =>
  hmacSecret === undefined ? [] : [`Signing secret of ${name}, shown only now: ${hmacSecret}`];

/** The file that `apply` reads. It has no credential: each is a reference to a variable. */
export async function exportDocument(invocation: Invocation): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const document = exportedDocument(await readRegistry(herald));
  const { stringify } = await import('yaml');
  show(terminal, document, () => [stringify(document).trimEnd()]);
}
