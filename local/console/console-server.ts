// The console of `npm start`, in place of CloudFront: the built files with the headers of lib/console/, and
// the API at the same origin.
import { type Plugin, type ProxyOptions, preview } from 'vite';
import { consoleConfig } from '../../lib/console/console-config.ts';
import { localSignIn } from '../../lib/console/console-settings.ts';
import { fileFor } from '../../lib/console/page-routes.ts';
import { apiHeaders, pageHeaders } from '../../lib/console/response-headers.ts';
import { settingsFor } from '../../lib/settings.ts';
import { portFailure } from '../emulator/port.ts';

export type ConsoleServer = { stop(): Promise<void> };

/** Plain HTTP: browsers treat localhost as a secure context. */
export const consoleOriginOf = (port: number): string => `http://localhost:${port}`;

type ConsoleServerOptions = {
  /** The folder with the built console. */
  readonly files: string;
  /** Without a slash at the end. The console's `/v1/…` is there `/…`. */
  readonly apiUrl: string;
  readonly port: number;
  /** A webhook that the page offers as an example */
  readonly exampleWebhook: string;
};

const { console: page } = settingsFor('local');
const signIn = localSignIn(page);
const headers = pageHeaders({ frameAncestors: page ? page.frameAncestors : [], signIn });

/** @throws Failure if the port is in use */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { files, apiUrl, port } = options;
  const server = await preview({
    root: files,
    build: { outDir: files },
    configFile: false,
    // Without Vite's own rule for paths that are no file.
    appType: 'mpa',
    logLevel: 'silent',
    plugins: [likeCloudFront(options.exampleWebhook)],
    preview: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      headers,
      proxy: { '^/v1/': toApi(apiUrl) },
    },
  }).catch(error => Promise.reject(portFailure(port, error)));
  return { stop: () => server.close() };
}

/** Answers /config.json, and gives the paths of screens index.html. */
const likeCloudFront = (exampleWebhook: string): Plugin => ({
  name: 'like-cloudfront',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const [path = '/', query] = (request.url ?? '/').split('?');
      if (path.startsWith('/v1/')) return next();
      if (path === '/config.json') {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        response.setHeader('content-type', 'application/json');
        response.setHeader('cache-control', 'no-cache');
        return response.end(JSON.stringify({ ...consoleConfig({ stage: 'local' }, signIn), exampleWebhook }));
      }
      request.url = query === undefined ? fileFor(path) : `${fileFor(path)}?${query}`;
      next();
    });
  },
});

/** CloudFront too sends the Host of the API, and adds headers that the API does not send. */
const toApi = (apiUrl: string): ProxyOptions => ({
  target: new URL(apiUrl).origin,
  changeOrigin: true,
  // The emulator's certificate is one of this run, and the address is of this machine.
  secure: false,
  rewrite: path => `${new URL(apiUrl).pathname}${path.slice('/v1'.length)}`,
  configure: proxy => {
    proxy.on('proxyRes', ({ headers }) => {
      for (const [name, value] of Object.entries(apiHeaders)) headers[name] ??= value;
    });
  },
});
