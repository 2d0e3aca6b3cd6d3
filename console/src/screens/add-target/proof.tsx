import Steps from '@cloudscape-design/components/steps';
import type { ProofStep } from './target-form-state.ts';

const statuses = { DONE: 'success', FAILED: 'error', NOT_TRIED: 'pending' } as const;
const words = { DONE: 'done', FAILED: 'failed', NOT_TRIED: 'not tried' } as const;

/** The proof that the role is the reader's, step by step. */
export function Proof({ steps }: { steps: readonly ProofStep[] }) {
  return (
    <Steps
      ariaLabel="Proof of the role"
      steps={steps.map(({ text, state }) => ({
        header: `${text}: ${words[state]}`,
        status: statuses[state],
        statusIconAriaLabel: words[state],
      }))}
    />
  );
}
