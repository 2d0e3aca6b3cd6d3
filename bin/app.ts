// The CDK app of this repository: `-c stage=…` selects the settings of the stack.
import { App, Stack } from 'aws-cdk-lib';
import { Herald } from '../lib/herald.ts';
import { addLocalSources } from '../lib/local-sources.ts';
import { settingsFor } from '../lib/settings.ts';

const app = new App();
const { stage } = settingsFor(app.node.tryGetContext('stage'));
const stack = new Stack(app, `herald-${stage}`, { description: 'Herald pushes status changes to partners' });
// `Default` is left out of the names in the template, so that they are those of earlier versions.
const herald = new Herald(stack, 'Default', { stage });
if (stage === 'local') addLocalSources(stack, herald);
