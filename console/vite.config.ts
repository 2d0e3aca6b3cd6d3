// The build of the console: static files without inline script or style.
import { defineConfig } from 'vite';
import { themePlugin } from './theme/theme-plugin.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [themePlugin()],
  build: {
    target: 'es2022',
    // Nothing as a data: address, which the Content-Security-Policy allows for images only.
    assetsInlineLimit: 0,
    // The polyfill is for browsers without modulepreload, which are older than the target.
    modulePreload: { polyfill: false },
    // The browser must not ask for sources that are not deployed.
    sourcemap: false,
    rolldownOptions: {
      onLog(level, log, report) {
        // Cloudscape marks its modules with 'use client', which means nothing in a bundle.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
