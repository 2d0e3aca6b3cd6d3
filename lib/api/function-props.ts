// What the functions behind the API have in common.
import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { SignIn } from '../console/console-settings.ts';
import type { Channels } from '../delivery/channels.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { Identity } from './identity.ts';

export type ApiFunctionProps = {
  settings: Settings;
  storage: Storage;
  identity: Identity;
  channels: Channels;
  deadDeliveries: Queue;
  quarantine: Queue;
  /** Where the console is served. */
  consoleOrigin: string;
  /** Who signs people in to the console; undefined if they get in by links only. */
  signIn: SignIn | undefined;
};

/** The longest time that API Gateway waits by default. */
export const timeout = Duration.seconds(29);
