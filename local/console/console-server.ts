// The console of `npm start`, in place of CloudFront: the built files with the headers of lib/console/, and the
// API at the same origin.
import { preview, type Plugin, type ProxyOptions } from 'vite';
import { consoleConfig } from '../../lib/console/console-config.ts';
import type { ConsoleSettings } from '../../lib/console/console-settings.ts';
import { consoleFolder } from '../../lib/console/build.ts';
import { fileFor } from '../../lib/console/page-routes.ts';
import { apiHeaders, pageHeaders } from '../../lib/console/response-headers.ts';
import { portFailure, portOf } from '../emulator/port.ts';

/** `origin`: of the console, e.g. `http://localhost:4568`, which browsers treat as a secure context. */
export type ConsoleServer = { readonly origin: string; stop(): Promise<void> };

type ConsoleServerOptions = {
  readonly settings: ConsoleSettings;
  /** Without a slash at the end. The console's `/v1/…` is there `/…`. */
  readonly apiUrl: string;
  /** 0 for any free port. */
  readonly port: number;
};

/** @throws Failure if the port is in use */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { settings, apiUrl, port } = options;
  const server = await preview({
    root: consoleFolder,
    configFile: false,
    logLevel: 'silent',
    plugins: [likeCloudFront(settings)],
    preview: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      headers: pageHeaders(settings),
      proxy: { '^/v1/': toApi(apiUrl) },
    },
  }).catch(error => Promise.reject(portFailure(port, error)));
  const origin = `http://localhost:${portOf(server.httpServer)}`;
  return { origin, stop: () => server.close() };
}

/** Answers /config.json, and gives the paths of screens index.html. */
const likeCloudFront = (settings: ConsoleSettings): Plugin => ({
  name: 'like-cloudfront',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const [path = '/', query] = (request.url ?? '/').split('?');
      if (path.startsWith('/v1/')) return next();
      if (path === '/config.json') {
        for (const [name, value] of Object.entries(pageHeaders(settings))) response.setHeader(name, value);
        response.setHeader('content-type', 'application/json');
        response.setHeader('cache-control', 'no-cache');
        return response.end(JSON.stringify(consoleConfig({ stage: 'local' }, settings)));
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
