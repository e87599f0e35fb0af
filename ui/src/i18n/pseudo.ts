// Two pretend languages that show layout mistakes before a translator does: en-XA is 40 % longer and accented, ar-XB
// is mirrored. Placeholders in braces stay as they are.
const accents: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  g: 'ğ',
  i: 'í',
  l: 'ľ',
  n: 'ñ',
  o: 'ö',
  r: 'ř',
  s: 'š',
  t: 'ţ',
  u: 'ü',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  E: 'Ë',
  O: 'Ø',
  U: 'Ü',
};

function outsideBraces(message: string, change: (c: string) => string): string {
  let depth = 0;
  let out = '';
  for (const c of message) {
    if (c === '{') depth++;
    out += depth === 0 ? change(c) : c;
    if (c === '}') depth--;
  }
  return out;
}

export function longer(message: string): string {
  const pad = '·'.repeat(Math.ceil(message.replace(/\{.*\}/g, '').length * 0.4));
  return `[${outsideBraces(message, (c) => accents[c] ?? c)}${pad}]`;
}

export function mirrored(message: string): string {
  return `\u202e${outsideBraces(message, (c) => c)}\u202c`;
}
