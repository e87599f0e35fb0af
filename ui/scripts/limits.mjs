// Holds ui-style.md section 3: file sizes, import directions, no type assertions, no effects outside kit and app,
// and that every message id used exists and every message is used.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../src', import.meta.url));
const walk = (dir) =>
  readdirSync(dir).flatMap((n) => (statSync(join(dir, n)).isDirectory() ? walk(join(dir, n)) : [join(dir, n)]));
const level = { api: 0, i18n: 0, kit: 1, features: 2, routes: 3, app: 4 };
const problems = [];
const all = [];
for (const file of walk(root).filter((f) => /\.tsx?$/.test(f))) {
  const name = relative(root, file);
  const code = readFileSync(file, 'utf8');
  const lines = code.split('\n');
  all.push(code);
  if (name.includes('.gen.')) continue;
  const max = name.startsWith('routes/') ? 120 : 300;
  if (lines.length > max) problems.push(`${name}: ${lines.length} lines, at most ${max}`);
  const own = name.split('/')[0];
  const isTest = name.includes('.test.');
  lines.forEach((line, i) => {
    const at = `${name}:${i + 1}`;
    const imported = /from '(\.[^']+)'/.exec(line)?.[1];
    if (imported) {
      const target = relative(root, join(file, '..', imported)).split('/');
      if (own in level && target[0] in level && level[target[0]] > level[own])
        problems.push(`${at}: ${own} must not import ${target[0]}`);
      if (
        own === 'features' &&
        target[0] === 'features' &&
        target[1] !== name.split('/')[1] &&
        !/^(link|queries)/.test(target[2] ?? '')
      )
        problems.push(`${at}: another feature's ${target[2]} (only link and queries may be shared)`);
    }
    const bare = line.replace(/^\s*(\/\*\*|\*).*$|\/\/.*$/, '').replace(/'(?:[^'\\]|\\.)*'|`[^`]*`/g, "''");
    if (
      !isTest &&
      /[\w)\]}] as (?!const\b)[A-Za-z{[(]/.test(bare) &&
      !/^\s*(import|export) /.test(bare) &&
      !/^\s+\w+ as \w+,?$/.test(bare) &&
      !/\[\w+ in .* as /.test(bare)
    )
      problems.push(`${at}: type assertion`);
    if (/@ts-(ignore|nocheck|expect-error)/.test(line)) problems.push(`${at}: silenced compiler`);
    if ((own === 'features' || own === 'routes') && /\buseEffect\(/.test(bare))
      problems.push(`${at}: effect outside kit and app`);
  });
}
const catalogue = JSON.parse(readFileSync(join(root, 'i18n/en.json'), 'utf8'));
const used = all.join('\n');
for (const id of Object.keys(catalogue)) {
  const dynamic =
    /^(field|enum|state|resource|relation|place|station|error|reach|kind|role|word|due|permission|tab|permit|mood|promise|timeline|job|group|verb|may)\./.test(
      id,
    );
  if (!dynamic && !used.includes(`'${id}'`)) problems.push(`en.json: ${id} is not used`);
}
for (const p of problems) console.error(`limits: ${p}`);
console.log(`limits: ${all.length} files, ${Object.keys(catalogue).length} messages, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
