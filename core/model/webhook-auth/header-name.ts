// The header names that a partner may choose for a credential: the tokens of RFC 9110, section 5.1, e.g.
// `api_key` or `X-Api.Key`. Reserved are the headers that Herald sets, those of HTTP framing and routing,
// and the hop-by-hop fields (section 7.6.1). CGI and its descendants read `Content_Length` and
// `Content.Length` as `Content-Length`, so these spellings are reserved too.
import * as z from 'zod';

const denied = [
  /^(host|cookie|set-cookie|expect|date|via|forwarded|origin|referer|user-agent)$/,
  /^(traceparent|tracestate|baggage)$/,
  /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings|alt-svc)$/,
  /^(content|proxy|sec|access-control|x-amz|x-forwarded|webhook|accept|if|range)(-|$)/,
];

/** Node.js receivers lose a header that is named `__proto__`. */
const isReserved = (name: string): boolean => {
  const usual = name.toLowerCase().replace(/[^a-z0-9]/g, '-');
  return name === '__proto__' || denied.some(pattern => pattern.test(usual));
};

export const headerNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/,
    "expected a header name of 1 to 64 letters, digits and ! # $ % & ' * + - . ^ _ ` | ~ (RFC 9110)",
  )
  .refine(name => !isReserved(name), {
    message: 'this header name is reserved, choose another one, e.g. X-Signature',
  });

/**
 * A credential that is sent as a header value: visible ASCII only, so that it cannot inject a header or a
 * request.
 */
export const headerValueSchema = z
  .string()
  .min(1)
  .max(3000)
  .regex(
    /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/,
    'expected visible ASCII characters, without leading or trailing spaces',
  );
