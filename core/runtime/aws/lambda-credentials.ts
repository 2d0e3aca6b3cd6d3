// The bundles use this file instead of the SDK's chain of credential providers. A Lambda function has its
// role's credentials in the environment (Lambda Developer Guide, "Defined runtime environment variables"), so
// the other providers (100 kB) are not needed (docs/decisions/0003-bundles.md).
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
