// Build of the browser part: relative URLs (the program may be served under a sub-path), few files (they are embedded
// in the binary), no inline script. Development: /api goes to the program on port 8080 or to the mock.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': process.env.EARSHOT_URL ?? 'http://127.0.0.1:8099' } },
});
