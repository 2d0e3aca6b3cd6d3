// stage → stack, nothing else.
import { App } from 'aws-cdk-lib';
import { NotificationStack } from '../lib/notification-stack.ts';
import { settingsFor } from '../lib/settings.ts';

const app = new App();
const settings = settingsFor(app.node.tryGetContext('stage'), app.node.tryGetContext('extraOrigins'));
new NotificationStack(app, `herald-${settings.stage}`, { settings });
