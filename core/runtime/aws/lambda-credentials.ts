// Stands in for the SDK's chain of credential providers in our bundles: a Lambda function has its role's credentials in the
// environment (Lambda Developer Guide, "Defined runtime environment variables"), so the other providers' 100 kB can stay out.
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
