// Opening a full record: the question, what could be chosen, what it settles, the protocol, who drives and who approves.
import { Select, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { RefSelect } from '../../kit/RefSelect';
import css from './decisions.module.css';
import { protocols } from './queries';

export function NewDecision({ close }: { close: () => void }) {
  const t = useT();
  const words = useWords();
  const navigate = useNavigate();
  const { act } = useAct();
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState('');
  const [about, setAbout] = useState<string | null>(null);
  const [protocol, setProtocol] = useState<string>('single');
  const [driver, setDriver] = useState<string | null>(null);
  const [approver, setApprover] = useState<string | null>(null);
  const send = async () => {
    const body = {
      question: question.trim(),
      options: options
        .split('\n')
        .map((o) => o.trim())
        .filter(Boolean),
      protocol,
      form: 'full',
    };
    const made = await act({
      run: () => api.post<AnyRow>('/decisions', body),
      done: t('decision.made'),
      renew: [],
      fields: true,
    });
    if (!made) return null;
    const seat = (member_id: string | null, role: string) =>
      member_id
        ? act({ run: () => api.post('/decision-roles', { decision_id: made.id, member_id, role }), renew: [] })
        : null;
    await seat(driver, 'driver');
    await seat(approver, 'approver');
    if (about) await act({ run: () => api.post('/links', { from: about, to: made.id, sign: 1 }), renew: chainKeys });
    return made;
  };
  const { form, errors, busy, onSubmit } = useInlineForm(
    send,
    (made) => void navigate({ to: hrefOf('decision', made.id, made.number) }),
  );
  return (
    <InlineForm
      title={t('decision.new')}
      form={form}
      onSubmit={onSubmit(question.trim() ? [] : ['question'])}
      close={close}
      submit={t('decision.newSubmit')}
      busy={busy}
      error={errors['']}
    >
      <TextInput
        name="question"
        label={t('decision.question')}
        value={question}
        onChange={(e) => setQuestion(e.currentTarget.value)}
        error={errors.question}
        autoFocus
        maxLength={1000}
      />
      <Textarea
        name="options"
        label={t('decision.options')}
        description={t('decision.optionsWhy')}
        autosize
        minRows={2}
        value={options}
        onChange={(e) => setOptions(e.currentTarget.value)}
        error={errors.options}
      />
      <div className={css.seats}>
        <RefSelect of="opportunity" label={t('decision.about')} value={about} onChange={setAbout} />
        <Select
          label={words('field', 'protocol')}
          data={protocols.map((p) => ({ value: p, label: words('enum', p) }))}
          value={protocol}
          onChange={(v) => setProtocol(v ?? 'single')}
          allowDeselect={false}
        />
        <RefSelect of="membership" label={words('enum', 'driver')} value={driver} onChange={setDriver} />
        <RefSelect of="membership" label={words('enum', 'approver')} value={approver} onChange={setApprover} />
      </div>
    </InlineForm>
  );
}
