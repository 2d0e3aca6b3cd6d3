// The reference page: Redoc draws the OpenAPI document. All addresses are relative, because the path of the
// API differs between installations.

export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Herald API</title>
  </head>
  <body>
    <redoc spec-url="openapi.json" disable-search="true" hide-hostname="true"></redoc>
    <script src="reference/redoc.js"></script>
  </body>
</html>
`;

/** Redoc makes its styles at run time, so the policy allows inline styles; scripts only from this origin. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
};
