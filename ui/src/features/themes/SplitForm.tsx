// Splitting a theme: the chosen items become a theme of their own. Both keep their history.
import { Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { splitTheme } from './queries';

export function SplitForm({ theme, ids, close }: { theme: AnyRow; ids: string[]; close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const send = () =>
    act({
      run: () => splitTheme(theme.id, { name: name.trim(), evidence_ids: ids, reason: reason.trim() }),
      done: (s) => t('theme.splitDone', { n: s.moved }),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(
    send,
    (s) => void navigate({ to: hrefOf('theme', s.theme.id, s.theme.number) }),
  );
  const missing = [...(name.trim() ? [] : ['name']), ...(reason.trim() ? [] : ['reason'])];
  return (
    <InlineForm
      title={t('theme.split')}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={t('theme.splitSubmit')}
      busy={busy}
      error={errors['']}
    >
      <Text size="sm">{t('theme.splitPreview', { n: ids.length, name: stringOf(theme.name) })}</Text>
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
