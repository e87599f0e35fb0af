// The command registry: the innermost scope wins, typing is left alone, single letters can be off, sequences work.
import { cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Command, CommandProvider, clashes, type Level, setSingleKeys, useCommands } from './commands';
import { nameOfPress, showKeys } from './keys';

function Offer({ level, of }: { level: Level; of: Command[] }) {
  useCommands(level, of);
  return null;
}

const command = (id: string, keys: string, run: () => void, more: Partial<Command> = {}): Command => ({
  id,
  label: 'help',
  keys,
  run,
  ...more,
});

function show(offers: [Level, Command[]][]) {
  render(
    <CommandProvider>
      <input aria-label="text" />
      <button type="button">{'push'}</button>
      {offers.map(([level, of]) => (
        <Offer key={level} level={level} of={of} />
      ))}
    </CommandProvider>,
  );
  return userEvent.setup();
}

afterEach(cleanup);

describe('commands', () => {
  it('lets the innermost scope win', async () => {
    const [outer, inner] = [vi.fn(), vi.fn()];
    const user = show([
      ['app', [command('a', 'x', outer)]],
      ['item', [command('b', 'x', inner)]],
    ]);
    await user.keyboard('x');
    expect([outer.mock.calls.length, inner.mock.calls.length]).toEqual([0, 1]);
  });

  it('does not take letters from a text field, but keys with Ctrl', async () => {
    const [letter, ctrl] = [vi.fn(), vi.fn()];
    const user = show([['app', [command('a', 'x', letter), command('b', 'mod+k', ctrl)]]]);
    document.querySelector('input')?.focus();
    await user.keyboard('x{Control>}k{/Control}');
    expect([letter.mock.calls.length, ctrl.mock.calls.length]).toEqual([0, 1]);
  });

  it('leaves Enter to a focused button', async () => {
    const enter = vi.fn();
    const user = show([['item', [command('a', 'Enter', enter)]]]);
    await user.keyboard('{Enter}');
    expect(enter).toHaveBeenCalledTimes(1);
    document.querySelector('button')?.focus();
    await user.keyboard('{Enter}');
    expect(enter).toHaveBeenCalledTimes(1);
  });

  it('reads sequences and obeys the switch for single letters', async () => {
    const run = vi.fn();
    const user = show([['app', [command('go', 'g t', run)]]]);
    await user.keyboard('gt');
    expect(run).toHaveBeenCalledTimes(1);
    setSingleKeys(false);
    await user.keyboard('gt');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('finds two commands of one level on one key', () => {
    const nothing = () => undefined;
    const all = (a: Command, b: Command) => [
      { level: 'page' as const, command: a },
      { level: 'page' as const, command: b },
    ];
    expect(clashes(all(command('a', 'x', nothing), command('b', 'x', nothing)))).toEqual(['page x: a, b']);
    expect(clashes(all(command('a', 'x', nothing), command('b', 'y', nothing)))).toEqual([]);
  });

  it('names presses and shows them', () => {
    const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect(nameOfPress({ ...press, key: 'M', shiftKey: true })).toBe('M');
    expect(nameOfPress({ ...press, key: 'ArrowDown', shiftKey: true })).toBe('Shift+ArrowDown');
    expect(nameOfPress({ ...press, key: 'K', ctrlKey: true })).toBe('mod+k');
    expect([showKeys('mod+k'), showKeys('mod+Enter')]).toEqual(['Ctrl+K', 'Ctrl+Enter']);
  });
});
