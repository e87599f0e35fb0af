// Highlight places: code points, overlaps, keyboard selection.
import { describe, expect, it } from 'vitest';
import { cut, pointsOf, spanOf, step, wordsOf } from './spans';

describe('cut', () => {
  it('cuts at every border and stacks overlaps', () => {
    const runs = cut(
      pointsOf('abcdef'),
      [
        { id: 'x', start: 1, length: 3 },
        { id: 'y', start: 2, length: 4 },
      ],
      { start: 5, length: 1 },
    );
    expect(runs.map((r) => [r.text, r.ids.join('')])).toEqual([
      ['a', ''],
      ['b', 'x'],
      ['cd', 'xy'],
      ['e', 'y'],
      ['f', 'y'],
    ]);
    expect(runs.at(-1)?.picked).toBe(true);
  });

  it('counts an emoji as the code points it has and survives places outside the text', () => {
    const points = pointsOf('👍🏽 ok');
    expect(cut(points, [{ id: 'x', start: 3, length: 99 }], null).map((r) => r.text)).toEqual(['👍🏽 ', 'ok']);
    expect(cut(pointsOf(''), [], null)).toEqual([]);
  });
});

describe('keyboard selection', () => {
  const text = 'The invoice shows the old address. Größe 請求書';
  const words = wordsOf(text);

  it('walks words and gives the span between', () => {
    const head = step(words, step(words, 0, 'ArrowRight'), 'ArrowRight');
    const span = spanOf(words, { anchor: 1, head });
    expect(
      span &&
        pointsOf(text)
          .slice(span.start, span.start + span.length)
          .join(''),
    ).toBe('invoice shows');
    expect(spanOf(words, { anchor: head, head: 1 })).toEqual(span);
  });

  it('stops at both ends', () => {
    expect(step(words, 0, 'ArrowLeft')).toBe(0);
    expect(step(words, words.length - 1, 'ArrowRight')).toBe(words.length - 1);
    expect(step(words, 0, 'End')).toBe(words.length - 1);
    expect(spanOf([], { anchor: 0, head: 0 })).toBeNull();
  });
});
