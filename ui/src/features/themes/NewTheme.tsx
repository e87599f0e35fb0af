// A theme from a search or from chosen items: name, the search, and whether new items join by themselves.
import { Checkbox, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { allQuery } from '../../api/queries';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import css from '../../kit/chain/chain.module.css';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { parseFilter } from '../../kit/filter';
import { useWordsOf } from '../../kit/Quote';
import { type Collect, collectTheme } from './queries';

type Props = { start: string; evidence?: string[]; close: () => void };

/** How many items the search finds now, with a few of them. */
function Preview({ search }: { search: string }) {
  const t = useT();
  const say = useWordsOf();
  const [text] = useDebouncedValue(search, 250);
  const { tokens, words } = parseFilter(text);
  const f = tokens.length > 0 ? text.replace(words, '').trim() : '';
  const found = useQuery({ ...allQuery('evidence', { q: words, f }, 5), enabled: text.trim() !== '' });
  if (!found.data) return null;
  return (
    <div>
      <Text size="sm">
        {found.data.data.length === 0
          ? t('theme.foundNone')
          : t('theme.found', { n: found.data.total ?? found.data.data.length })}
      </Text>
      {found.data.data.slice(0, 3).map((row) => (
        <Text key={row.id} size="xs" c="dimmed" lineClamp={1} dir="auto">
          {say(row)}
        </Text>
      ))}
    </div>
  );
}

export function NewTheme({ start, evidence, close }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const [name, setName] = useState('');
  const [definition, setDefinition] = useState('');
  const [search, setSearch] = useState(start);
  const [rule, setRule] = useState(true);
  const { words } = parseFilter(search);
  const body = (): Collect => {
    const common = { name: name.trim(), definition: definition.trim() || undefined };
    if (evidence) return { ...common, evidence_ids: evidence };
    return {
      ...common,
      q: words || undefined,
      f: search.replace(words, '').trim() || undefined,
      rule: search.trim() ? rule : undefined,
    };
  };
  const send = () =>
    act({
      run: () => collectTheme(body()),
      done: (made) => t('theme.made', { n: made.linked }),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(
    send,
    (made) => void navigate({ to: hrefOf('theme', made.theme.id, made.theme.number) }),
  );
  return (
    <InlineForm
      title={t('theme.create')}
      form={form}
      onSubmit={onSubmit(name.trim() ? [] : ['name'])}
      close={close}
      submit={t('theme.createSubmit')}
      busy={busy}
      error={errors['']}
    >
      <div className={css.two}>
        <TextInput
          name="name"
          label={t('theme.name')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={errors.name}
          autoFocus
          maxLength={200}
        />
        <TextInput
          name="definition"
          label={t('theme.definition')}
          description={t('theme.definitionWhy')}
          value={definition}
          onChange={(e) => setDefinition(e.currentTarget.value)}
          error={errors.definition}
          maxLength={4000}
        />
      </div>
      {evidence ? (
        <Text size="sm">{t('theme.fromItems', { n: evidence.length })}</Text>
      ) : (
        <>
          <TextInput
            name="q"
            label={t('theme.search')}
            description={t('theme.searchWhy')}
            value={search}
            onChange={(e) => setSearch(e.currentTarget.value)}
            error={errors.q ?? errors.f}
          />
          <Preview search={search} />
          <Checkbox
            label={t('theme.keepRule')}
            checked={rule}
            onChange={(e) => setRule(e.currentTarget.checked)}
            disabled={!search.trim()}
          />
        </>
      )}
    </InlineForm>
  );
}
