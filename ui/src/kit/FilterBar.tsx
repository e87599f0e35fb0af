// Typing a filter: fields, then their values, are offered while typing; finished ones become tokens that can be dropped.
import { Autocomplete, CloseButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { allQuery, oneQuery } from '../api/queries';
import { type Field, labelOf, resource } from '../api/types';
import { useT, useWords } from '../i18n';
import { useCommands } from './commands';
import { addToken, dropToken, parseFilter, type Token } from './filter';
import css from './kit.module.css';

const dateWords = ['last7d', 'last28d', 'last90d'];

export function filterFields(name: string): Record<string, Field> {
  const { fields, states } = resource(name);
  const own = Object.entries(fields).filter(([, f]) => f.filter);
  const state: [string, Field][] = states.length > 0 ? [['state', { type: 'enum', values: states }]] : [];
  return Object.fromEntries([...state, ...own.filter(([key]) => key !== 'state' || states.length === 0)]);
}

function fixedValues(field: Field): readonly string[] {
  if (field.values) return field.values;
  if (field.type === 'bool') return ['true', 'false'];
  if (field.type === 'date' || field.type === 'time') return dateWords;
  if (field.type === 'integer' && field.min !== undefined && field.max !== undefined && field.max - field.min <= 10) {
    return Array.from({ length: field.max - field.min + 1 }, (_, i) => String((field.min ?? 0) + i));
  }
  return [];
}

/** What may come next: fields while a field is typed, values after the colon. Maps the offer to the text it stands for. */
function useOffers(name: string, typed: string): Map<string, string> {
  const words = useWords();
  const fields = filterFields(name);
  const m = /^(-?)([\w.]*)(:?)(.*)$/.exec(typed);
  const [sign, key, colon, rest] = [m?.[1] ?? '', m?.[2] ?? '', m?.[3], m?.[4] ?? ''];
  const field = colon ? fields[key] : undefined;
  const [search] = useDebouncedValue(rest, 200);
  const refs = useQuery({
    ...allQuery(field?.ref ?? name, { q: (resource(field?.ref ?? name).searched && search) || undefined }, 20),
    enabled: field?.ref !== undefined,
  });
  if (!colon) {
    const fits = Object.keys(fields).filter(
      (f) => f.includes(key.toLowerCase()) || words('field', f).toLowerCase().includes(key.toLowerCase()),
    );
    return new Map(fits.slice(0, 12).map((f) => [`${sign}${f}:`, `${sign}${f}:`]));
  }
  if (!field) return new Map();
  const target = field.ref;
  if (target)
    return new Map((refs.data?.data ?? []).map((r) => [labelOf(target, r).slice(0, 80), `${sign}${key}:${r.id}`]));
  return new Map(
    fixedValues(field)
      .filter((v) => v.includes(rest))
      .map((v) => [`${sign}${key}:${v}`, `${sign}${key}:${v}`]),
  );
}

function TokenChip({ token, field, drop }: { token: Token; field?: Field; drop: () => void }) {
  const t = useT();
  const words = useWords();
  const first = token.values[0] ?? '';
  const named = useQuery({
    ...oneQuery(field?.ref ?? '', first),
    enabled: field?.ref !== undefined && /^[a-z]{2}_/.test(first),
  });
  const text =
    field?.ref && named.data
      ? labelOf(field.ref, named.data)
      : token.values.map((v) => (field?.values ? words(token.field === 'state' ? 'state' : 'enum', v) : v)).join(', ');
  const label = `${token.not ? t('filter.not') : ''} ${words('field', token.field)}: ${text}`;
  return (
    <span className={css.token}>
      {label}
      <CloseButton size="sm" aria-label={t('filter.drop', { token: label })} onClick={drop} />
    </span>
  );
}

type FilterBarProps = { of: string; f: string; q: string; onChange: (f: string, q: string) => void };

export function FilterBar({ of, f, q, onChange }: FilterBarProps) {
  const t = useT();
  const [typed, setTyped] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  const offers = useOffers(of, typed.split(' ').at(-1) ?? '');
  const fields = filterFields(of);
  const { tokens } = parseFilter(f);
  useCommands('list', [{ id: 'filter.focus', label: 'filter.focus', keys: '/', run: () => input.current?.focus() }]);
  const take = (text: string) => {
    const read = parseFilter(text);
    const next = read.tokens.reduce(addToken, f);
    setTyped(read.words);
    onChange(next, read.words);
  };
  const choose = (offer: string) => {
    const stands = offers.get(offer) ?? offer;
    const before = typed.split(' ').slice(0, -1).join(' ');
    const text = `${before} ${/\s/.test(stands) ? stands.replace(/:(.*)$/, ':"$1"') : stands}`.trim();
    if (stands.endsWith(':')) window.setTimeout(() => setTyped(text));
    else window.setTimeout(() => take(text));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to all readers yet
    <div className={css.filter} role="search">
      {tokens.map((token, i) => (
        <TokenChip
          key={`${token.field}${token.values.join()}`}
          token={token}
          field={fields[token.field]}
          drop={() => onChange(dropToken(f, i), q)}
        />
      ))}
      <Autocomplete
        ref={input}
        className={css.filterInput}
        size="sm"
        aria-label={t('filter.label')}
        placeholder={t('filter.hint')}
        value={typed}
        data={[...offers.keys()]}
        filter={({ options }) => options}
        onChange={setTyped}
        onOptionSubmit={choose}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === 'Enter' && !e.currentTarget.getAttribute('aria-activedescendant')) take(typed);
          if (e.key === 'Backspace' && typed === '' && tokens.length > 0) onChange(dropToken(f, tokens.length - 1), q);
        }}
        onBlur={() => typed !== q && !typed.endsWith(':') && take(typed)}
      />
    </div>
  );
}
