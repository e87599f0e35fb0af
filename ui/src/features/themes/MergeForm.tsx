// Merging themes: which survives, what it will count, both definitions side by side, and why. The others redirect.
import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { mergeTheme } from './queries';

export type Mergeable = {
  id: string;
  number: string | null;
  name: string;
  items: number;
  accounts: number;
  definition?: string | null;
};
type Props = { themes: Mergeable[]; close: () => void; done: (into: string) => void };

export function MergeForm({ themes, close, done }: Props) {
  const t = useT();
  const { act } = useAct();
  const biggest = [...themes].sort((a, b) => b.accounts - a.accounts)[0];
  const [into, setInto] = useState(biggest?.id ?? '');
  const [reason, setReason] = useState('');
  const others = themes.filter((x) => x.id !== into);
  const items = themes.reduce((sum, x) => sum + x.items, 0);
  const send = async () => {
    let last = null;
    for (const other of others) {
      last = await act({
        run: () => mergeTheme(other.id, into, reason.trim()),
        done: t('theme.merged', { name: other.name }),
        renew: chainKeys,
        fields: true,
      });
      if (last === null) return null;
    }
    return last;
  };
  const { form, errors, busy, onSubmit } = useInlineForm(send, () => done(into));
  return (
    <InlineForm
      title={t('theme.mergeTitle', { n: themes.length })}
      form={form}
      onSubmit={onSubmit(reason.trim() ? [] : ['reason'])}
      close={close}
      submit={t('theme.merge')}
      busy={busy}
      error={errors['']}
    >
      <Radio.Group label={t('theme.mergeInto')} value={into} onChange={setInto}>
        <Stack gap={6} mt={4}>
          {themes.map((x, i) => (
            <Radio
              key={x.id}
              value={x.id}
              autoFocus={i === 0}
              label={t('theme.mergeOption', { name: x.name, items: x.items, accounts: x.accounts })}
              description={x.definition || t('theme.noDefinition')}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm">{t('theme.mergePreview', { n: items })}</Text>
      <TextInput
        name="reason"
        label={t('reason')}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        error={errors.reason}
        maxLength={1000}
      />
    </InlineForm>
  );
}
