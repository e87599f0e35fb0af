// Fails the build when what the browser must load grows past ui.md section 7. Sizes are gzip, as a server would send.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const limits = { initial: 260 * KB, css: 45 * KB, chunk: 60 * KB, catalogue: 25 * KB, files: 70 };
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const assets = readdirSync(new URL('assets/', dist));
const size = (name) => gzipSync(readFileSync(new URL(`assets/${name}`, dist))).length;
const text = (name) => readFileSync(new URL(`assets/${name}`, dist), 'utf8');

// The entry and everything it imports statically is loaded before the first screen.
const initial = new Set();
const visit = (name) => {
  if (initial.has(name)) return;
  initial.add(name);
  for (const m of text(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) visit(m[1]);
};
for (const m of html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)) visit(m[1]);

const problems = [];
const check = (what, bytes, limit) => {
  console.log(`${what.padEnd(44)} ${(bytes / KB).toFixed(1).padStart(7)} KB of ${(limit / KB).toFixed(0)}`);
  if (bytes > limit) problems.push(`${what} is ${bytes} bytes, the limit is ${limit}`);
};
check(
  'initial JS',
  [...initial].reduce((sum, name) => sum + size(name), 0),
  limits.initial,
);
check(
  'CSS',
  assets.filter((n) => n.endsWith('.css')).reduce((sum, name) => sum + size(name), 0),
  limits.css,
);
check('catalogue', gzipSync(readFileSync(new URL('../src/i18n/en.json', import.meta.url))).length, limits.catalogue);
for (const name of assets.filter((n) => n.endsWith('.js') && !initial.has(n))) check(name, size(name), limits.chunk);
console.log(`${assets.length + 2} files`);
if (assets.length > limits.files) problems.push(`${assets.length} files, the limit is ${limits.files}`);
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i.test(html))
  problems.push('index.html has an inline script or style');
if (/(?:src|href)="\//.test(html)) problems.push('index.html has an absolute address');
for (const p of problems) console.error(`budget: ${p}`);
process.exit(problems.length ? 1 : 0);
