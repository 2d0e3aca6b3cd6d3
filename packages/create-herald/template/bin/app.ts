// The CDK app: `-c stage=…` names the installation. `npm start` uses the stage local.
import { Herald } from '@herald/cdk';
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage');
if (typeof stage !== 'string') throw new Error('missing -c stage=<name>, for example -c stage=dev');

// The operators' commands look for the stack of this name.
const stack = new Stack(app, `herald-${stage}`, { description: 'my-notifications' });
new Herald(stack, 'Herald', { stage, topics: './topics.ts' });
