import type { PasswordPolicy } from 'aws-cdk-lib/aws-cognito';

/** Of the passwords in a user pool of the stack. */
export const passwordPolicy: PasswordPolicy = {
  minLength: 12,
  requireDigits: true,
  requireLowercase: true,
  requireUppercase: true,
  requireSymbols: true,
};
