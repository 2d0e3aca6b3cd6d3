// A name of the platform's own for the API, and mutual TLS behind it.
import { expect, test } from 'vitest';
import { resourcesOf, stackOf, templateOf } from '../support/template/template.ts';

const domain = {
  name: 'notifications.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/one',
};
const withDomain = (more: object = {}) =>
  templateOf(stackOf('dev', undefined, { domain: { ...domain, ...more } }));
const propertiesOf = (template: ReturnType<typeof withDomain>, type: string) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);

test('the API has the name, with TLS 1.2 at least, and the paths of its own address', () => {
  const template = withDomain();

  expect(propertiesOf(template, 'AWS::ApiGateway::DomainName')).toEqual([
    expect.objectContaining({
      DomainName: domain.name,
      RegionalCertificateArn: domain.certificateArn,
      SecurityPolicy: 'TLS_1_2',
    }),
  ]);
  expect(propertiesOf(template, 'AWS::ApiGateway::BasePathMapping')).toMatchObject([{ BasePath: 'v1' }]);
  expect(template.Outputs).toHaveProperty('DomainTarget');
  expect(propertiesOf(template, 'AWS::ApiGateway::RestApi')[0]?.['DisableExecuteApiEndpoint']).not.toBe(true);
});

test('with a truststore only clients with a certificate come in, and by that name only', () => {
  const template = withDomain({ truststore: { bucket: 'authorities', key: 'truststore.pem' } });

  expect(propertiesOf(template, 'AWS::ApiGateway::DomainName')).toMatchObject([
    { MutualTlsAuthentication: { TruststoreUri: 's3://authorities/truststore.pem' } },
  ]);
  expect(propertiesOf(template, 'AWS::ApiGateway::RestApi')).toMatchObject([
    { DisableExecuteApiEndpoint: true },
  ]);
});
