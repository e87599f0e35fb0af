// Sorts the catalogue by key, so that two people adding messages rarely touch the same lines.
// Usage: node scripts/messages.mjs [key=text ...]  adds or replaces the given messages first.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../src/i18n/en.json', import.meta.url);
const catalogue = JSON.parse(readFileSync(file, 'utf8'));
for (const pair of process.argv.slice(2)) {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`not key=text: ${pair}`);
  catalogue[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
}
const sorted = Object.fromEntries(Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
