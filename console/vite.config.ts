/** How the console is built: one entry, a chunk per route, every file compressed beside itself. */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compress-plugin.ts';

const server = process.env['REKINDLE_URL'] ?? 'http://127.0.0.1:4680';

export default defineConfig({
  plugins: [react(), compressed(join(import.meta.dirname, 'dist'))],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      onLog(level, log, handler) {
        // Libraries mark their modules with "use client", which means nothing to a bundle for browsers.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
  server: { proxy: { '/api': server } },
  preview: { proxy: { '/api': server } },
});
