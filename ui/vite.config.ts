// Build of the browser part: relative URLs (the program may be served under a sub-path), few files (they are embedded
// in the binary), no inline script. Development: /api goes to the program on port 8080 or to the mock.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Screens of one place travel together, so that the program embeds few files and a place opens with one request.
const place = (id: string): string | null => {
  if (/src\/(kit\/(chain|chart)|features\/(themes|insights|opportunities|decisions))\//.test(id)) return 'understand';
  if (/src\/features\/(roadmap|releases)\/|@dnd-kit/.test(id)) return 'build';
  if (/src\/features\/(answers|health)\//.test(id)) return 'answer';
  if (/src\/features\/(inbox|evidence|search|people|today)\//.test(id)) return 'listen';
  if (/src\/features\/(settings|imports)\//.test(id)) return 'settings';
  if (
    /src\/(kit\/(ResourceList|SavedViews|FilterBar|DataTable|ObjectPage|RefSelect|Links|History|Comments|Counted|Num|SimpleTable|FilteredEmpty|ApiForm|Move|Bulk|columns|FieldValue|useList|filter|StatusLink|Consent|DropFile|figure|Quote|Marked|marks)\.|features\/objects\/)/.test(
      id,
    )
  )
    return 'objects';
  return null;
};

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
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: place, debugName: 'places' }] },
      },
    },
  },
  server: { proxy: { '/api': process.env.EARSHOT_URL ?? 'http://127.0.0.1:8099' } },
});
