// Choosing another object by typing part of its name; the server searches. With `onCreate` a new name can be used too;
// what is alike stands before "create".
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allQuery, oneQuery } from '../api/queries';
import { labelOf, resource } from '../api/types';
import { useT } from '../i18n';

export type RefProps = {
  of: string;
  label: string;
  value: string | null;
  onChange: (id: string | null, label: string | null) => void;
  onCreate?: (name: string) => void;
  required?: boolean;
  error?: string;
  hideLabel?: boolean;
  /** Takes the focus when shown, and tells when it is left. */
  at?: { focus: boolean; leave?: () => void };
};

const createValue = '+';

function useOptions(of: string, value: string | null, typed: string) {
  const [words] = useDebouncedValue(typed, 200);
  const searchable = resource(of).searched === true;
  const found = useQuery({
    ...allQuery(of, { q: searchable ? words : undefined }, 50),
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({ ...oneQuery(of, value ?? ''), enabled: value !== null && value !== '' });
  const options = new Map<string, string>();
  if (value && chosen.data) options.set(value, labelOf(of, chosen.data));
  for (const row of found.data?.data ?? []) {
    const number = row.number ? `${row.number} ` : '';
    const text = `${number}${labelOf(of, row)}`.slice(0, 120);
    if (searchable || text.toLowerCase().includes(words.toLowerCase())) options.set(row.id, text);
  }
  return { options, busy: found.isFetching };
}

export function RefSelect({ of, label, value, onChange, onCreate, required, error, hideLabel, at }: RefProps) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const { options, busy } = useOptions(of, value, typed);
  const name = typed.trim();
  const known = [...options.values()].some(
    (text) => text.toLowerCase().endsWith(name.toLowerCase()) && text.length - name.length < 8,
  );
  const data = [...options].map(([id, text]) => ({ value: id, label: text }));
  if (onCreate && name && !known) data.push({ value: createValue, label: t('form.create', { name }) });
  return (
    <Select
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      placeholder={onCreate ? t('form.searchOrName') : t('form.search')}
      data={data}
      value={value}
      onChange={(id) => (id === createValue ? onCreate?.(name) : onChange(id, id ? (options.get(id) ?? null) : null))}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={busy ? t('loading') : t('form.nothing')}
      searchable
      selectFirstOptionOnChange
      clearable={!required}
      clearButtonProps={{ 'aria-label': t('form.clear') }}
      withAsterisk={required}
      error={error}
      maxDropdownHeight={280}
      autoFocus={at?.focus}
      onBlur={at?.leave}
    />
  );
}
