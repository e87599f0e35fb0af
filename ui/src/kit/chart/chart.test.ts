// Chart arithmetic and what leaves as a file.
import { describe, expect, it } from 'vitest';
import { csvCell, csvOf } from './save';
import { countTicks, linePath, squarify, stepPath, ticks } from './scale';
import { fitWords } from './Treemap';

describe('scale', () => {
  it('makes round ticks from zero past the maximum', () => {
    expect(ticks(9)).toEqual([0, 5, 10]);
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(0.7)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(countTicks(2)).toEqual([0, 1, 2]);
  });

  it('fills the area with rectangles in proportion', () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], 600, 400);
    const area = (i: number) => (boxes[i]?.w ?? 0) * (boxes[i]?.h ?? 0);
    expect(boxes).toHaveLength(7);
    expect(area(0)).toBeCloseTo((6 / 24) * 240_000, 3);
    expect(area(6)).toBeCloseTo((1 / 24) * 240_000, 3);
    expect(Math.max(...boxes.map((b) => b.x + b.w))).toBeCloseTo(600, 6);
    expect(Math.max(...boxes.map((b) => b.y + b.h))).toBeCloseTo(400, 6);
    expect(squarify([], 600, 400)).toEqual([]);
  });

  it('steps, and leaves gaps where there is no data', () => {
    expect(
      stepPath([
        [0, 0],
        [10, 5],
      ]),
    ).toBe('M0.0 0.0H10.0V5.0');
    expect(linePath([[0, 0], null, [2, 2], [3, 3]])).toBe('M0.0 0.0M2.0 2.0L3.0 3.0');
  });
});

describe('csv', () => {
  it('quotes, and keeps formulas from running', () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('a,"b"')).toBe('"a,""b"""');
    expect(csvCell(-3)).toBe('-3');
    expect(csvOf({ columns: ['a', 'b'], rows: [[1, null]] })).toBe('a,b\r\n1,');
  });

  it('never cuts a name inside a word', () => {
    expect(fitWords('Invoices show the old address', 100)).toBe('Invoices…');
    expect(fitWords('Invoices', 20)).toBe('');
  });
});
