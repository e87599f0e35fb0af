// Marking what a search found.
import { describe, expect, it } from 'vitest';
import { around, mark, termsOf } from './marks';

const hits = (text: string, query: string) =>
  mark(text, query)
    .filter((p) => p.hit)
    .map((p) => p.text);

describe('mark', () => {
  it('ignores case and accents, takes the rest of the word, keeps the text whole', () => {
    const text = 'Exporting the Café invoice — EXPORT fails';
    expect(hits(text, 'export cafe')).toEqual(['Exporting', 'Café', 'EXPORT']);
    expect(
      mark(text, 'export cafe')
        .map((p) => p.text)
        .join(''),
    ).toBe(text);
  });

  it('starts at words only', () => {
    expect(hits('reexport export', 'export')).toEqual(['export']);
  });

  it('takes a phrase together and skips filters and refused words', () => {
    expect(termsOf('"old address" -spam state:received invo*')).toEqual(['old address', 'invo']);
    expect(hits('The old address, the address', '"old address"')).toEqual(['old address']);
  });

  it('joins overlapping hits and finds in scripts without spaces', () => {
    expect(hits('請求書の住所', '請求書')).toEqual(['請求書の住所']);
    expect(hits('emoji 👍🏽 export', 'export')).toEqual(['export']);
  });

  it('cuts around the first hit at words', () => {
    const text = `${'word '.repeat(200)}export fails ${'tail '.repeat(100)}`;
    const cut = around(text, 'export', 120);
    expect(cut).toContain('export fails');
    expect(cut.length).toBeLessThan(130);
    expect(cut.startsWith('… word')).toBe(true);
  });
});
