// The console's static files: a private bucket behind CloudFront, with the API at the same origin
// (docs/decisions/0050-hosting-of-the-console.md).
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { ConsoleFiles } from './console-files.ts';
import type { ConsoleSettings, SignIn } from './console-settings.ts';
import { acknowledgeConsole } from './findings.ts';
import { headersPolicy } from './headers-policy.ts';
import { MemberPool, signInOrigin } from './member-pool.ts';
import { viewerRequestCode } from './page-routes.ts';
import { apiHeaders, pageHeaders } from './response-headers.ts';

type Props = { settings: Settings; console: ConsoleSettings };

export class Console extends Construct {
  /** Where people open the console, e.g. `https://console.example.com`, without a slash at the end. */
  readonly origin: string;
  /** Undefined if people get in by links only. */
  readonly signIn: SignIn | undefined;
  /** The id of the members' user pool; undefined unless the setting is `cognito`. */
  readonly memberPoolId: string | undefined;
  private readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { settings, console }: Props) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // It has nothing that a deployment does not bring again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const pageRoutes = new EdgeFunction(this, 'PageRoutes', {
      comment: `Herald ${settings.stage}: paths of the console's screens get index.html`,
      code: FunctionCode.fromInline(viewerRequestCode),
      runtime: FunctionRuntime.JS_2_0,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Herald ${settings.stage}: the console`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(console.domain && {
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        domainNames: [console.domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', console.domain.certificateArn),
      }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: headersPolicy(this, 'PageHeaders', this.pageHeaders(settings, console), {
          override: true,
        }),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: pageRoutes }],
      },
    });
    this.origin = `https://${console.domain?.name ?? this.distribution.distributionDomainName}`;
    const members =
      console.signIn === 'cognito'
        ? new MemberPool(this, 'Members', { settings, origin: this.origin })
        : undefined;
    this.memberPoolId = members?.poolId;
    this.signIn = console.signIn === 'cognito' ? members?.signIn : console.signIn;
    new ConsoleFiles(this, 'Files', { settings, signIn: this.signIn, bucket });
    acknowledgeConsole(this, console);
  }

  private pageHeaders(
    settings: Settings,
    { frameAncestors, signIn }: ConsoleSettings,
  ): Record<string, string> {
    const tokenUrl = signIn === 'cognito' ? `${signInOrigin(this, settings)}/oauth2/token` : signIn?.tokenUrl;
    return pageHeaders({ frameAncestors, signIn: tokenUrl === undefined ? undefined : { tokenUrl } });
  }

  /**
   * Serves the API at `/v1/*` of the console's origin. The origin of the API is named without its stage: else
   * the distribution would depend on the API's functions, which need the console's address.
   * @throws Error if the API asks for client certificates, which CloudFront does not have
   */
  forwardTo(api: RestApi, { domain }: Pick<Settings, 'domain'>): void {
    if (domain?.truststore)
      throw new Error('the console cannot reach an API with mutual TLS: set console to false');
    const { region, urlSuffix } = Stack.of(this);
    const origin = new HttpOrigin(`${api.restApiId}.execute-api.${region}.${urlSuffix}`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    });
    this.distribution.addBehavior('/v1/*', origin, {
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // Everything but Host, by which API Gateway finds the API. Authorization is among it.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      compress: true,
      responseHeadersPolicy: headersPolicy(this, 'ApiHeaders', apiHeaders, { override: false }),
    });
  }
}
