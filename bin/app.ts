// The CDK app: `-c stage=…` selects the settings of the stack.
import { App } from 'aws-cdk-lib';
import { NotificationStack } from '../lib/notification-stack.ts';
import { settingsFor } from '../lib/settings.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
const settings = settingsFor(context('stage'), {
  first: context('first'),
  deploys: context('deploys'),
  extraOrigins: context('extraOrigins'),
  cognitoEndpoint: context('cognitoEndpoint'),
  consoleOrigin: context('consoleOrigin'),
});
new NotificationStack(app, `herald-${settings.stage}`, { settings });
