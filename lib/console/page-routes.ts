// Which file a path of the console gets. `/deliveries/abc` is a screen of the single page, so it gets
// index.html. A missing asset must not: a browser would take the page for a script.

/** Paths of files: all in /assets/, and those beside index.html, e.g. /config.json. */
const filePath = /^\/(assets\/.*|[^/]+\.[a-z]+)$/;

/** @param path without the query, e.g. `/targets/a.b`. @returns the path of the file */
export const fileFor = (path: string): string => (filePath.test(path) ? path : '/index.html');

/** The same as the code of a CloudFront Function for viewer requests (CloudFront Developer Guide). */
export const viewerRequestCode = `function handler(event) {
  var request = event.request;
  if (!${filePath}.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;
