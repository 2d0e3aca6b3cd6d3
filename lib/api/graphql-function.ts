// The function of the GraphQL endpoint.
import type { Construct } from 'constructs';
import * as graphqlContract from '../../lambdas/graphql/contract.ts';
import { allowOnAnswers, allowOnLicensors, answersKeyId } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';
import { grantHistory, queueVariables } from './history-grants.ts';
import { grantRegistration, registrationVariables } from './registration-grants.ts';

export function createGraphql(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage } = props;
  const graphql = new LambdaFunction(scope, 'Graphql', {
    settings,
    name: 'graphql',
    contract: graphqlContract,
    environment: {
      ...registrationVariables(scope, settings, storage),
      ...queueVariables(props),
      ANSWERS_KEY_ID: answersKeyId(settings, storage),
      INTROSPECTION: settings.graphqlIntrospection ? 'on' : 'off',
    },
    timeout,
  });
  grantRegistration(scope, graphql, settings, storage);
  allowOnLicensors(graphql, storage, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  grantHistory(graphql, props);
  if (settings.answerExcerpts) allowOnAnswers(graphql, storage, 'kms:Decrypt');
  return graphql;
}
