// The errors that API Gateway answers itself (no route, no token, throttled, 5xx), in the form of all other
// errors (docs/architecture.md, "REST contract").
import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

type Answer = {
  type: ResponseType;
  status: string;
  code: string;
  message: string;
  headers?: Record<string, string>;
};
/** RFC 9110, section 11.6.1: a 401 says how to authenticate. API Gateway takes a text in quotes. */
const authenticate = { 'WWW-Authenticate': "'Bearer'" };

const answers: Answer[] = [
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    code: 'NOT_FOUND',
    message: 'there is no such path, or not with this method',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: '404',
    code: 'NOT_FOUND',
    message: 'there is no such path',
  },
  {
    type: ResponseType.UNAUTHORIZED,
    status: '401',
    code: 'UNAUTHORIZED',
    message: 'Authorization: expected Bearer and a valid token',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: '403',
    code: 'FORBIDDEN',
    message: 'this token does not allow this request',
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: '403',
    code: 'FORBIDDEN',
    message: 'this token does not allow this request',
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    status: '401',
    code: 'UNAUTHORIZED',
    message: 'Authorization: the token has expired',
  },
  {
    type: ResponseType.INVALID_SIGNATURE,
    status: '401',
    code: 'UNAUTHORIZED',
    message: 'Authorization: expected Bearer and a valid token',
  },
  {
    type: ResponseType.THROTTLED,
    status: '429',
    code: 'TOO_MANY_REQUESTS',
    message: 'too many requests: slow down and try again',
    // The throttle refills each second.
    headers: { 'Retry-After': "'1'" },
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: '429',
    code: 'TOO_MANY_REQUESTS',
    message: 'the quota is used up: try again later',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: '413',
    code: 'BAD_REQUEST',
    message: 'the request is too large',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: '415',
    code: 'BAD_REQUEST',
    message: 'Content-Type: expected application/json',
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: '403',
    code: 'FORBIDDEN',
    message: 'a rule of the firewall refused this request',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    status: '400',
    code: 'BAD_REQUEST',
    message: 'the request cannot be understood',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    status: '500',
    code: 'INTERNAL_ERROR',
    message: 'something went wrong on our side; quote request $context.requestId',
  },
];

export function addGatewayResponses(api: RestApi): void {
  for (const { type, status, code, message, headers } of answers) {
    api.addGatewayResponse(type.responseType, {
      type,
      // A default type covers several errors, each with its own status.
      statusCode: type.responseType.startsWith('DEFAULT') ? undefined : status,
      responseHeaders: status === '401' ? authenticate : headers,
      templates: { 'application/json': JSON.stringify({ error: { code, message } }) },
    });
  }
}
