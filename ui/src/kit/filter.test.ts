// The filter grammar: what is read is what is written back.
import { describe, expect, it } from 'vitest';
import { addToken, dropToken, firstValue, formatFilter, parseFilter, setToken } from './filter';

describe('filter grammar', () => {
  it('reads fields, not, or, ranges and quoted values, and keeps the words apart', () => {
    const { tokens, words } = parseFilter(
      'state:received -plan:"pro plus",free said_at:2026-03-01.. invoice "old address"',
    );
    expect(tokens).toEqual([
      { field: 'state', not: false, values: ['received'] },
      { field: 'plan', not: true, values: ['pro plus', 'free'] },
      { field: 'said_at', not: false, values: ['2026-03-01..'] },
    ]);
    expect(words).toBe('invoice "old address"');
  });

  it('survives a round trip', () => {
    const text = 'state:received,triaged -plan:"pro plus" custom.region:emea';
    expect(formatFilter(parseFilter(text).tokens)).toBe(text);
  });

  it('takes an unclosed quote to the end and a lone colon as words', () => {
    expect(parseFilter('plan:"pro plus').tokens[0]?.values).toEqual(['pro plus']);
    expect(parseFilter('state: why:').tokens).toEqual([]);
    expect(parseFilter('12:30 a:b').words).toBe('12:30');
  });

  it('joins a second value by or, replaces a range, drops and sets', () => {
    expect(addToken('state:received', { field: 'state', not: false, values: ['triaged'] })).toBe(
      'state:received,triaged',
    );
    expect(addToken('due_at:..2026-01-01', { field: 'due_at', not: false, values: ['2026-02-01..'] })).toBe(
      'due_at:2026-02-01..',
    );
    expect(dropToken('state:received plan:pro', 0)).toBe('plan:pro');
    expect(setToken('state:received plan:pro', 'plan', null)).toBe('state:received');
    expect(firstValue('-plan:pro plan:free', 'plan')).toBe('free');
  });
});
