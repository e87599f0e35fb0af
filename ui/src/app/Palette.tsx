// Ctrl+K: recent objects, objects, people and commands. `>` commands, `#` themes, `@` people and accounts, quotes exact
// words; an id jumps.
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { api } from '../api/client';
import { nameOfId } from '../api/types';
import { useT, useWords } from '../i18n';
import { hrefOf } from '../kit/Chips';
import { keysOf, useRegistry } from '../kit/commands';
import { showKeys } from '../kit/keys';
import css from './Palette.module.css';
import { recentObjects } from './recent';

type Found = { id: string; number: string | null; type: string; label: string; sub: string | null };
type Choice = { key: string; label: string; sub: string; run: () => void };

function useFound(typed: string): Found[] {
  const [text] = useDebouncedValue(typed.replace(/^[#@>]/, '').trim(), 120);
  const asked = text !== '' && !typed.startsWith('>');
  const { data } = useQuery({
    queryKey: ['find', text],
    queryFn: ({ signal }) => api.get<{ data: Found[] }>('/find', { q: text }, signal),
    enabled: asked,
    placeholderData: keepPreviousData,
  });
  if (!asked) return [];
  const all = data?.data ?? [];
  if (typed.startsWith('#')) return all.filter((o) => o.type === 'theme');
  if (typed.startsWith('@'))
    return all.filter((o) => o.type === 'contact' || o.type === 'account' || o.type === 'membership');
  return all;
}

function useChoices(typed: string, close: () => void, openHelp: () => void): Choice[] {
  const t = useT();
  const words = useWords();
  const registry = useRegistry();
  const navigate = useNavigate();
  const found = useFound(typed);
  const text = typed.replace(/^>/, '').trim().toLowerCase();
  const leave = (run: () => void) => () => {
    close();
    run();
  };
  const to = (path: string, search?: Record<string, string>) => leave(() => void navigate({ to: path, search }));
  const object = (o: { id: string; label: string; number?: string | null }, sub: string): Choice[] => {
    const name = nameOfId(o.id);
    return name
      ? [
          {
            key: o.id,
            label: `${o.number ? `${o.number} ` : ''}${o.label}`,
            sub,
            run: to(hrefOf(name, o.id, o.number)),
          },
        ]
      : [];
  };
  const jump = nameOfId(typed.trim());
  const commands = /^[#@"]/.test(typed)
    ? []
    : registry
        .all()
        .map(({ command }) => command)
        .filter((c) => !c.quiet && (text === '' ? typed.startsWith('>') : t(c.label).toLowerCase().includes(text)))
        .map(
          (c): Choice => ({ key: `c${c.id}`, label: t(c.label), sub: showKeys(keysOf(c) ?? ''), run: leave(c.run) }),
        );
  if (typed === '') {
    const recent = recentObjects().flatMap((o) => object(o, words('resource', o.type)));
    return [...recent, { key: 'help', label: t('help'), sub: '?', run: leave(openHelp) }];
  }
  return [
    ...(jump
      ? [
          {
            key: 'jump',
            label: t('palette.jump', { id: typed.trim() }),
            sub: words('resource', jump),
            run: to(hrefOf(jump, typed.trim())),
          },
        ]
      : []),
    ...found.flatMap((o) => object(o, o.sub ?? words('resource', o.type))),
    ...commands,
    ...(typed.startsWith('>')
      ? []
      : [
          {
            key: 'search',
            label: t('palette.search', { q: typed }),
            sub: '',
            run: to('/search', { q: typed.replace(/^[#@]/, '') }),
          },
        ]),
  ];
}

export function Palette({ close, openHelp }: { close: () => void; openHelp: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const choices = useChoices(typed, close, openHelp).slice(0, 30);
  const active = Math.min(at, choices.length - 1);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      e.preventDefault();
      setAt((active + step + choices.length) % Math.max(1, choices.length));
    }
    if (e.key === 'Enter') {
      e.preventDefault();
      choices[active]?.run();
    }
  };
  return (
    <Modal.Root opened onClose={close} size="lg" yOffset="10vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.open')}>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          className={css.input}
          aria-label={t('palette.hint')}
          placeholder={t('palette.hint')}
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={choices[active] ? `palette-${active}` : undefined}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id="palette-list" role="listbox" aria-label={t('palette.results')} className={css.list}>
          {choices.map((c, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the text field
            <div
              key={c.key}
              id={`palette-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              className={css.choice}
              onClick={c.run}
              onMouseMove={() => setAt(i)}
            >
              <span className={css.label}>{c.label}</span>
              <span className={css.sub}>{c.sub}</span>
            </div>
          ))}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
