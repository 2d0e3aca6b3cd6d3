// A running Herald as data: its addresses, and the credentials of the demo partner and of the platform.
import { account, partnerAccount, region } from '../emulator/emulator.ts';
import type { Herald } from '../emulator/herald.ts';
import type { Callers } from './onboard.ts';

/** The content of `.local/run-<port>.json`. */
export type Run = ReturnType<typeof describeRun>;

/** @param port of the API; the receiver has the next one. @param licensor of the demo partner */
export function describeRun(port: number, herald: Herald, licensor: string, callers: Callers) {
  const { outputs, emulator, certificate, receiver } = herald;
  const { partner, platform } = callers;
  return {
    port,
    /** When this process ends, its files are stale. */
    pid: process.pid,
    stackName: outputs.stackName,
    apiUrl: outputs.apiUrl,
    region,
    endpointUrl: emulator.endpointUrl,
    caFile: certificate.certFile,
    account,
    partnerAccount,
    licensor,
    partnerKey: partner.accessKey,
    platformKey: platform.accessKey,
    /** The clients get OAuth access tokens there. */
    tokenUrl: partner.tokenUrl,
    partnerClient: partner.client,
    platformClient: platform.client,
    receiverUrl: receiver.url,
  };
}
