// A theme's name and definition, changed in place. Its id, links and trend stay.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { InlineForm } from '../../kit/chain/InlineForm';
import { useInlineForm } from '../../kit/chain/useInlineForm';

export function RenameForm({ row, close }: { row: AnyRow; close: () => void }) {
  const t = useT();
  const { act } = useAct();
  const [name, setName] = useState(stringOf(row.name));
  const [definition, setDefinition] = useState(stringOf(row.definition));
  const [rule, setRule] = useState(stringOf(row.rule));
  const set = { name: name.trim(), definition: definition.trim() || null, rule: rule.trim() || null };
  const send = () =>
    act({
      run: () => api.patch<AnyRow>(`/themes/${row.id}`, set, row.rev),
      done: t('saved'),
      renew: [['theme'], ['trace'], ['links']],
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, close);
  return (
    <InlineForm
      title={t('theme.rename')}
      form={form}
      onSubmit={onSubmit(name.trim() ? [] : ['name'])}
      close={close}
      submit={t('save')}
      busy={busy}
      error={errors['']}
    >
      <TextInput
        name="name"
        label={t('theme.name')}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        error={errors.name}
        autoFocus
        maxLength={200}
      />
      <Textarea
        name="definition"
        label={t('theme.definition')}
        description={t('theme.definitionWhy')}
        autosize
        minRows={2}
        value={definition}
        onChange={(e) => setDefinition(e.currentTarget.value)}
        error={errors.definition}
        maxLength={4000}
      />
      <TextInput
        name="rule"
        label={t('theme.ruleLabel')}
        description={t('theme.ruleWhy')}
        value={rule}
        onChange={(e) => setRule(e.currentTarget.value)}
        error={errors.rule}
        maxLength={2000}
      />
    </InlineForm>
  );
}
