// `herald-local`: runs the CDK app in the current folder on this machine, and shows that the app's own topics
// are delivered.
import { runLocally } from '../local-run.ts';
import { demonstrateOwnTopics } from './own-topics.ts';

await runLocally(demonstrateOwnTopics);
