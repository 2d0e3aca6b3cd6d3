// Vite plugin: `import 'virtual:theme.css'` is the stylesheet of theme.ts.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const id = 'virtual:theme.css';
const resolvedId = '\0theme.css';

export function themePlugin(): Plugin {
  return {
    name: 'herald-theme',
    resolveId: source => (source === id ? resolvedId : undefined),
    load: source => (source === resolvedId ? themeStylesheet() : undefined),
  };
}

/** Cloudscape's modules import folders, which Node refuses. So they are bundled before they run. */
async function themeStylesheet(): Promise<string> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('theme.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [file] = bundle.outputFiles;
  const code = Buffer.from(file?.contents ?? []).toString('base64');
  const theme: { stylesheet: string } = await import(`data:text/javascript;base64,${code}`);
  return theme.stylesheet;
}
