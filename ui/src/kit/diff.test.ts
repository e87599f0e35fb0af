// The word diff: applying it gives both texts back.
import { describe, expect, it } from 'vitest';
import { diff } from './diff';

const side = (changes: ReturnType<typeof diff>, drop: string) =>
  changes
    .filter((c) => c.kind !== drop)
    .map((c) => c.text)
    .join('');

describe('diff', () => {
  it('names exactly the words that changed', () => {
    expect(diff('the old address', 'the new address')).toEqual([
      { kind: 'same', text: 'the ' },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: ' address' },
    ]);
  });

  it('gives both texts back for many pairs', () => {
    const texts = ['', 'a', 'a b', 'b a', 'one two three', 'two three four', 'größe\n\n👍🏽 ok', 'ok 👍🏽\ngrösse'];
    for (const a of texts) {
      for (const b of texts) {
        expect(side(diff(a, b), 'added')).toBe(a);
        expect(side(diff(a, b), 'removed')).toBe(b);
      }
    }
  });

  it('stays quick on long texts that share nothing', () => {
    const a = Array.from({ length: 5000 }, (_, i) => `a${i}`).join(' ');
    const b = Array.from({ length: 5000 }, (_, i) => `b${i}`).join(' ');
    const start = performance.now();
    expect(side(diff(a, b), 'removed')).toBe(b);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
