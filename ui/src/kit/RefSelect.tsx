// Choosing another object by typing part of its name; the server searches.
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
  required?: boolean;
  error?: string;
  hideLabel?: boolean;
};

export function RefSelect({ of, label, value, onChange, required, error, hideLabel }: RefProps) {
  const t = useT();
  const [typed, setTyped] = useState('');
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
    options.set(row.id, `${number}${labelOf(of, row)}`.slice(0, 120));
  }
  return (
    <Select
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      placeholder={t('form.search')}
      data={[...options].map(([id, text]) => ({ value: id, label: text }))}
      value={value}
      onChange={(id) => onChange(id, id ? (options.get(id) ?? null) : null)}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.isFetching ? t('loading') : t('form.nothing')}
      searchable
      clearable={!required}
      withAsterisk={required}
      error={error}
      maxDropdownHeight={280}
    />
  );
}
