// Shipping a roadmap item: a release with a name offered by date, one line for the changelog. What it offers next is to
// tell everyone who asked.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useAct } from '../act';
import { InlineForm } from './InlineForm';
import { chainKeys, type Released, releaseItem } from './queries';
import { useInlineForm } from './useInlineForm';

type Props = { id: string; title: string; close: () => void; done: (r: Released) => void };

export function ReleaseForm({ id, title, close, done }: Props) {
  const t = useT();
  const { act } = useAct();
  const today = new Date().toISOString().slice(0, 10);
  const [name, setName] = useState(t('release.defaultName', { date: today }));
  const [entry, setEntry] = useState(title);
  const send = () =>
    act({
      run: () => releaseItem(id, { name: name.trim(), changelog: entry.trim() || undefined }),
      done: t('release.done'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, done);
  return (
    <InlineForm
      title={t('release.make')}
      form={form}
      onSubmit={onSubmit(name.trim() ? [] : ['name'])}
      close={close}
      submit={t('release.submit')}
      busy={busy}
      error={errors['']}
    >
      <TextInput
        name="name"
        label={t('release.name')}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        error={errors.name}
        autoFocus
        maxLength={200}
      />
      <Textarea
        name="changelog"
        label={t('release.entry')}
        description={t('release.entryWhy')}
        autosize
        minRows={1}
        value={entry}
        onChange={(e) => setEntry(e.currentTarget.value)}
        error={errors.changelog}
        maxLength={4000}
      />
    </InlineForm>
  );
}
