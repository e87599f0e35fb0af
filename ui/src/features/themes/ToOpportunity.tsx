// A theme becomes an opportunity by one typed field: the need. What customers noted themselves is offered as a start;
// the request is kept apart; wording that names a solution is warned about, never refused.
import { Button, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf, Obj } from '../../kit/Chips';
import chain from '../../kit/chain/chain.module.css';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { SolutionWarning } from '../../kit/chain/SolutionWarning';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { draftQuery, makeOpportunity } from './queries';
import css from './themes.module.css';

export function ToOpportunity({ theme, close }: { theme: AnyRow; close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const { data } = useQuery(draftQuery(theme.id));
  const [need, setNeed] = useState('');
  const send = () =>
    act({
      run: () => makeOpportunity(theme.id, { need: need.trim() }),
      done: t('theme.opportunityMade'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, submit, onSubmit } = useInlineForm(
    send,
    (made) => void navigate({ to: hrefOf('opportunity', made.id, made.number) }),
  );
  const missing = need.trim() ? [] : ['need'];
  return (
    <InlineForm
      title={t('theme.toOpportunity')}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={t('theme.opportunitySubmit')}
      busy={busy}
      error={errors['']}
    >
      <Textarea
        name="need"
        label={t('theme.need')}
        description={t('theme.needWhy')}
        autosize
        minRows={1}
        maxLength={2000}
        value={need}
        onChange={(e) => setNeed(e.currentTarget.value)}
        error={errors.need}
        autoFocus
        onKeyDown={(e) => {
          if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return;
          e.preventDefault();
          void submit(missing);
        }}
      />
      <SolutionWarning text={need} />
      {data ? (
        <>
          <Text size="xs" c="dimmed">
            {t('theme.draftFrom', { accounts: data.accounts, items: data.items })}
          </Text>
          {data.need_examples.length > 0 ? (
            <div className={css.examples}>
              {data.need_examples.slice(0, 4).map((example) => (
                <Button key={example} size="compact-xs" variant="default" onClick={() => setNeed(example)}>
                  <span dir="auto">{example.slice(0, 90)}</span>
                </Button>
              ))}
            </div>
          ) : null}
          {data.similar.length > 0 ? (
            <Text size="sm" component="div" className={chain.prose}>
              {t('theme.similar')}{' '}
              {data.similar.map((r) => (
                <span key={r.id}>
                  <Obj id={r.id} label={r.label} number={r.number} />{' '}
                </span>
              ))}
            </Text>
          ) : null}
        </>
      ) : null}
    </InlineForm>
  );
}
