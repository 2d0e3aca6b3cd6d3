// A domain name of the platform's own for the API, with and without mutual TLS.
import { expect, test } from 'vitest';
import { resourcesOf, stackOf, templateOf } from '../support/template/template.ts';

const domain = {
  name: 'notifications.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/one',
};
const withDomain = (more: object = {}) =>
  templateOf(stackOf('dev', undefined, { console: false, domain: { ...domain, ...more } }));
const propertiesOf = (template: ReturnType<typeof withDomain>, type: string) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);

test('the API has the domain name, TLS 1.2 or later, and unchanged paths', () => {
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

test('with a truststore clients need a certificate, and the generated address is closed', () => {
  const template = withDomain({ truststore: { bucket: 'authorities', key: 'truststore.pem' } });

  expect(propertiesOf(template, 'AWS::ApiGateway::DomainName')).toMatchObject([
    { MutualTlsAuthentication: { TruststoreUri: 's3://authorities/truststore.pem' } },
  ]);
  expect(propertiesOf(template, 'AWS::ApiGateway::RestApi')).toMatchObject([
    { DisableExecuteApiEndpoint: true },
  ]);
});
