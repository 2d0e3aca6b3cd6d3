// The child's side of `worker.ts`.
import { inspect } from 'node:util';

export type Reply<Answer> = { answer: Answer } | { failure: string };

/** Answers the requests of the parent process, and ends with it. */
export function serve<Question, Answer>(answerTo: (question: Question) => Promise<Answer>): void {
  const reply = (message: Reply<Answer>): void => void process.send?.(message);
  process.on('message', (question: Question) => {
    answerTo(question).then(
      answer => reply({ answer }),
      error => reply({ failure: inspect(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
