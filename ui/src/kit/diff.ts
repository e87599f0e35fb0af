// What changed between two texts, word by word (longest common subsequence). Long texts are first cut at equal ends;
// what is left beyond the limit counts as replaced as a whole.
export type Change = { kind: 'same' | 'added' | 'removed'; text: string };

const maxCells = 4_000_000;

const tokens = (text: string) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

function push(out: Change[], kind: Change['kind'], text: string) {
  const last = out.at(-1);
  if (last?.kind === kind) last.text += text;
  else if (text) out.push({ kind, text });
}

function middle(a: string[], b: string[], out: Change[]) {
  if (a.length * b.length > maxCells) {
    push(out, 'removed', a.join(''));
    push(out, 'added', b.join(''));
    return;
  }
  const width = b.length + 1;
  const best = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j;
      const below = best[here + width] ?? 0;
      const right = best[here + 1] ?? 0;
      best[here] = a[i] === b[j] ? (best[here + width + 1] ?? 0) + 1 : Math.max(below, right);
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const x = a[i];
    const y = b[j];
    if (x !== undefined && x === y) {
      push(out, 'same', x);
      i++;
      j++;
    } else if (
      x !== undefined &&
      (y === undefined || (best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0))
    ) {
      push(out, 'removed', x);
      i++;
    } else if (y !== undefined) {
      push(out, 'added', y);
      j++;
    }
  }
}

export function diff(before: string, after: string): Change[] {
  const a = tokens(before);
  const b = tokens(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const out: Change[] = [];
  push(out, 'same', a.slice(0, head).join(''));
  middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), out);
  push(out, 'same', tail > 0 ? a.slice(-tail).join('') : '');
  return out;
}
