// One example of each kind of webhook authentication: the request's input, what an answer shows, and its
// credentials.
const oauthShown = {
  type: 'oauth',
  authEndpoint: 'https://login.partner.example.com/token',
  httpMethod: 'POST',
  clientId: 'client-1',
};

export const webhookKinds = [
  {
    type: 'bearer',
    input: { type: 'bearer', bearerToken: 'token-s3cret' },
    shown: { type: 'bearer' },
    credentials: { bearerToken: 'token-s3cret' },
  },
  {
    type: 'apiKey',
    input: { type: 'apiKey', apiKey: 'key-s3cret', apiKeyHeader: 'X-Key' },
    shown: { type: 'apiKey', apiKeyHeader: 'X-Key' },
    credentials: { apiKey: 'key-s3cret' },
  },
  {
    type: 'hmac',
    input: {
      type: 'hmac',
      hmacSecret: 'hmac-s3cret-of-acme',
      hmacAlgorithm: 'HmacSHA512',
      hmacHeader: 'X-Sig',
    },
    shown: { type: 'hmac', hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Sig' },
    credentials: { hmacSecret: 'hmac-s3cret-of-acme' },
  },
  {
    type: 'basic',
    input: { type: 'basic', username: 'herald', password: 'pass: s3cret ✓' },
    shown: { type: 'basic', username: 'herald' },
    credentials: { password: 'pass: s3cret ✓' },
  },
  {
    type: 'oauth',
    input: {
      ...oauthShown,
      clientSecret: 'client-s3cret',
      bodyParameters: [
        { key: 'grant_type', value: 'grant-s3cret' },
        { key: 'scope', value: 'scope-s3cret' },
      ],
      headerParameters: [{ key: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
    },
    shown: {
      ...oauthShown,
      bodyParameters: [{ key: 'grant_type' }, { key: 'scope' }],
      headerParameters: [{ key: 'Content-Type' }],
    },
    credentials: {
      clientSecret: 'client-s3cret',
      'bodyParameters.grant_type': 'grant-s3cret',
      'bodyParameters.scope': 'scope-s3cret',
      'headerParameters.Content-Type': 'application/x-www-form-urlencoded',
    },
  },
  {
    type: 'queryParameter',
    input: { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: 'query-s3cret' },
    shown: { type: 'queryParameter', queryParameterName: 'key' },
    credentials: { queryParameterValue: 'query-s3cret' },
  },
] as const;
