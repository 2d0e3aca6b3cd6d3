// The function of the API document and its reference page.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as referenceContract from '../../lambdas/reference/contract.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { ApiFunctionProps } from './function-props.ts';

/** It reads nothing but its own files. */
export const createReference = (scope: Construct, { settings }: ApiFunctionProps) =>
  new LambdaFunction(scope, 'Reference', {
    settings,
    name: 'reference',
    contract: referenceContract,
    environment: {},
    timeout: Duration.seconds(10),
  });
