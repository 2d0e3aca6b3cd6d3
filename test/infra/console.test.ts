// The console's bucket, distribution and headers, and that `console: false` leaves all of it out.
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { fileFor, viewerRequestCode } from '../../lib/console/page-routes.ts';
import { apiHeaders, pageHeaders } from '../../lib/console/response-headers.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const propertiesOf = (type: string, template = prod) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);
const withConsole = (console: object) =>
  templateOf(stackOf('dev', undefined, { console: { frameAncestors: [], ...console } }));

const behaviour = z.looseObject({
  ViewerProtocolPolicy: z.string(),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.object({ Ref: z.string() }),
  Compress: z.boolean(),
  AllowedMethods: z.array(z.string()),
  FunctionAssociations: z.array(z.object({ EventType: z.string() })).default([]),
});
const distributionSchema = z.object({
  DistributionConfig: z.looseObject({
    HttpVersion: z.string(),
    Origins: z.array(z.looseObject({ DomainName: z.unknown(), CustomOriginConfig: z.unknown().optional() })),
    DefaultCacheBehavior: behaviour,
    CacheBehaviors: z.tuple([behaviour.extend({ PathPattern: z.string() })]),
    CustomErrorResponses: z.undefined().optional(),
    ViewerCertificate: z.record(z.string(), z.unknown()).optional(),
  }),
});
const distributionOf = (template = prod) => {
  const [properties] = propertiesOf('AWS::CloudFront::Distribution', template);
  return distributionSchema.parse(properties).DistributionConfig;
};

test('the bucket is private, encrypted and refuses plain HTTP, and only the distribution reads it', () => {
  expect(propertiesOf('AWS::S3::Bucket')).toMatchObject([
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
  ]);
  const [policy] = propertiesOf('AWS::S3::BucketPolicy');
  expect(policy?.['PolicyDocument']).toMatchObject({
    Statement: [
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      },
    ],
  });
  expect(propertiesOf('AWS::CloudFront::OriginAccessControl')).toMatchObject([
    { OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' } },
  ]);
});

test('the distribution speaks HTTP/3, compresses, and turns no error into a page', () => {
  const { HttpVersion, DefaultCacheBehavior, CustomErrorResponses } = distributionOf();

  expect(HttpVersion).toBe('http2and3');
  expect(DefaultCacheBehavior).toMatchObject({
    Compress: true,
    ViewerProtocolPolicy: 'redirect-to-https',
    AllowedMethods: ['GET', 'HEAD'],
    FunctionAssociations: [{ EventType: 'viewer-request' }],
  });
  expect(CustomErrorResponses).toBeUndefined();
});

test('calls of the API are forwarded with all headers but Host, over TLS 1.2, and never cached', () => {
  const { CacheBehaviors, Origins } = distributionOf();
  const [api] = CacheBehaviors;

  // The ids of the managed policies CachingDisabled and AllViewerExceptHostHeader.
  expect(api).toMatchObject({
    PathPattern: '/v1/*',
    ViewerProtocolPolicy: 'https-only',
    CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    AllowedMethods: expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    FunctionAssociations: [],
  });
  expect(Origins.at(-1)?.CustomOriginConfig).toMatchObject({
    OriginProtocolPolicy: 'https-only',
    OriginSSLProtocols: ['TLSv1.2'],
  });
  // A reference to the stage would depend on the functions, and they on the address of the console.
  expect(JSON.stringify(Origins.at(-1)?.DomainName)).not.toContain('Stage');
});

test('a domain name of your own gets TLS 1.2 or later', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/one';
  const template = withConsole({ domain: { name: 'console.example.com', certificateArn } });

  expect(distributionOf(template).ViewerCertificate).toMatchObject({
    AcmCertificateArn: certificateArn,
    MinimumProtocolVersion: 'TLSv1.2_2021',
  });
  expect(template.Outputs['ConsoleUrl']).toEqual({ Value: 'https://console.example.com' });
});

const policySchema = z.object({
  ResponseHeadersPolicyConfig: z.object({
    CustomHeadersConfig: z
      .object({
        Items: z.array(z.object({ Header: z.string(), Value: z.string(), Override: z.literal(true) })),
      })
      .default({ Items: [] }),
    SecurityHeadersConfig: z.object({
      ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string(), Override: z.boolean() }),
      ContentTypeOptions: z.object({ Override: z.literal(true) }),
      ReferrerPolicy: z.object({ ReferrerPolicy: z.string(), Override: z.literal(true) }),
      StrictTransportSecurity: z.object({
        AccessControlMaxAgeSec: z.number(),
        IncludeSubdomains: z.literal(true),
        Override: z.literal(true),
      }),
    }),
  }),
});

/** The headers that a policy of the template adds. */
function headersOf(template: typeof prod, policy: string) {
  const found = template.Resources[policy];
  const { CustomHeadersConfig, SecurityHeadersConfig } = policySchema.parse(
    found?.Properties,
  ).ResponseHeadersPolicyConfig;
  const { ContentSecurityPolicy: csp, ReferrerPolicy, StrictTransportSecurity } = SecurityHeadersConfig;
  const headers = {
    ...Object.fromEntries(CustomHeadersConfig.Items.map(({ Header, Value }) => [Header, Value])),
    'content-security-policy': csp.ContentSecurityPolicy,
    'referrer-policy': ReferrerPolicy.ReferrerPolicy,
    'strict-transport-security': `max-age=${StrictTransportSecurity.AccessControlMaxAgeSec}; includeSubDomains`,
    'x-content-type-options': 'nosniff',
  };
  return { headers, replacesPolicy: csp.Override };
}

test('CloudFront sends the headers that the console server of npm start sends', () => {
  const { DefaultCacheBehavior, CacheBehaviors } = distributionOf();

  expect(headersOf(prod, DefaultCacheBehavior.ResponseHeadersPolicyId.Ref)).toEqual({
    headers: pageHeaders({ frameAncestors: [] }),
    replacesPolicy: true,
  });
  // The reference of the API has a policy of its own.
  expect(headersOf(prod, CacheBehaviors[0].ResponseHeadersPolicyId.Ref)).toEqual({
    headers: apiHeaders,
    replacesPolicy: false,
  });
});

const policyOf = (console: Parameters<typeof pageHeaders>[0]) =>
  pageHeaders(console)['content-security-policy']?.split('; ') ?? [];

test('the page may not be framed, run inline code or call other origins, unless a setting allows it', () => {
  const signIn = {
    issuer: 'https://id.example.com',
    clientId: 'console',
    authorizeUrl: 'https://id.example.com/authorize',
    tokenUrl: 'https://tokens.example.com/oauth2/token',
    jwksUrl: 'https://id.example.com/keys',
  };

  expect(policyOf({ frameAncestors: [] })).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]),
  );
  const frameAncestors = ['https://partners.example.com', 'https://ops.example.com'];
  expect(policyOf({ frameAncestors, signIn })).toEqual(
    expect.arrayContaining([
      "connect-src 'self' https://tokens.example.com",
      'frame-ancestors https://partners.example.com https://ops.example.com',
    ]),
  );
});

test.each(['id.example.com/token', 'https://id.example.com', 'ftp://id.example.com/token'])(
  'the token URL %s is refused, because the page could not call it',
  tokenUrl => {
    expect(() => pageHeaders({ frameAncestors: [], signIn: { tokenUrl } })).toThrow(
      'console.signIn.tokenUrl',
    );
  },
);

test.each(['*', 'partners.example.com', 'https://a.example/', "https://a.example; script-src 'self'"])(
  'the frame ancestor %s is refused, because it is no origin',
  ancestor => {
    expect(() => pageHeaders({ frameAncestors: [ancestor] })).toThrow('is not an origin');
  },
);

test.each([
  ['/', '/index.html'],
  ['/targets/a.b', '/index.html'],
  ['/deliveries', '/index.html'],
  ['/index.html', '/index.html'],
  ['/config.json', '/config.json'],
  ['/assets/index-Dk3.js', '/assets/index-Dk3.js'],
  ['/assets/gone.js', '/assets/gone.js'],
])('the path %s gets %s, from CloudFront and from the console server', (path, file) => {
  const atEdge = runInNewContext(`${viewerRequestCode}; handler({ request: { uri: path } }).uri`, { path });

  expect(atEdge).toBe(file);
  expect(fileFor(path)).toBe(file);
});

test('assets are cached for a year; index.html and config.json are asked for anew, and come last', () => {
  const [assets, pages] = resourcesOf(prod, 'Custom::CDKBucketDeployment').map(([, resource]) => resource);

  expect(assets?.Properties).toMatchObject({
    Exclude: ['*'],
    Include: ['assets/*'],
    SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    Prune: false,
  });
  expect(pages?.Properties).toMatchObject({
    Exclude: ['assets/*'],
    SystemMetadata: { 'cache-control': 'no-cache' },
    Prune: false,
  });
  expect(JSON.stringify(pages?.['DependsOn'])).toContain('ConsoleFilesAssets');
});

test('`console: false` leaves out the bucket, the distribution and what copies the files', () => {
  const template = templateOf(stackOf('prod', undefined, { console: false }));
  const ofConsole = Object.entries(template.Resources).filter(
    ([id, { Type }]) =>
      id.startsWith('Console') || /S3|CloudFront|BucketDeployment/.test(Type) || /BucketDeployment/.test(id),
  );

  expect(ofConsole).toEqual([]);
  expect(template.Outputs).not.toHaveProperty('ConsoleUrl');
});

test('the local stage has none of it: npm start serves the console', () => {
  const ids = Object.keys(templateOfStage('local').Resources);

  expect(ids.filter(id => id.startsWith('Console'))).toEqual([]);
});

test('a console in front of an API that needs client certificates is refused', () => {
  const domain = {
    name: 'notifications.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/one',
    truststore: { bucket: 'authorities', key: 'truststore.pem' },
  };

  expect(() => stackOf('dev', undefined, { domain })).toThrow('console');
  expect(() => stackOf('dev', undefined, { domain, console: false })).not.toThrow();
});
