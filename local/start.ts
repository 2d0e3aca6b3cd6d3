// `npm start`: runs Herald on this machine and shows that it works. It stays up until Ctrl-C, or with --exit
// ends after the tour.
import { runLocally } from './local-run.ts';
import { commands } from './tour/instructions.ts';
import { isComplete, report } from './tour/report.ts';
import { licensor, runTour } from './tour/tour.ts';

await runLocally(async (herald, step) => {
  const tour = await runTour(herald, step);
  const { callers } = tour;
  return { licensor, callers, report: report(tour), isComplete: isComplete(tour), commands };
});
