/**
 * Builds the console after an install. Where the build tool was left out (`--omit=dev`, a pruned image) or where
 * dependencies are installed without the sources, it says so and leaves the install alone: a failing `prepare`
 * would fail the whole install, and the server builds nothing it can do without.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../console/', import.meta.url));

async function loadVite() {
  try {
    return await import('vite');
  } catch {
    return null;
  }
}

const vite = await loadVite();
if (!existsSync(`${root}index.html`)) {
  console.log('console: sources are not here, nothing to build');
} else if (!vite) {
  console.log(
    'console: vite is not installed, skipped; `npm install && npm run build:console` builds it later',
  );
} else {
  try {
    await vite.build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
    console.log('console: built into console/dist');
  } catch (error) {
    console.warn(
      'console: the build failed, the install goes on without it; `npm run build:console` shows why',
    );
    console.warn(error instanceof Error ? error.message : String(error));
  }
}
