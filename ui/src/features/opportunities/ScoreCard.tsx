// RICE of one opportunity: reach and confidence come from the evidence, impact and effort from people; a changed
// automatic value wants a reason. Earlier scores stay, with author and version.
import { Button, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { Warn } from '../../kit/chain/Warn';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { useCan } from '../../kit/session';
import { Ago, useNumber } from '../../kit/Time';
import css from './opportunities.module.css';
import { type ScoreBody, type ScoreDraft, score, scoreDraftQuery } from './queries';

const inputOf = (row: AnyRow | null | undefined, name: string): number | null => {
  const inputs = row?.inputs;
  if (typeof inputs !== 'object' || inputs === null || !(name in inputs)) return null;
  const value: unknown = Object.entries(inputs).find(([k]) => k === name)?.[1];
  return typeof value === 'number' ? value : null;
};

const figureOf = (row: AnyRow): number | null => (typeof row.value === 'number' ? row.value : null);

function Form({ id, draft }: { id: string; draft: ScoreDraft }) {
  const t = useT();
  const { act } = useAct();
  const [reach, setReach] = useState<string | number>(inputOf(draft.last, 'reach') ?? draft.reach.value ?? '');
  const [impact, setImpact] = useState(String(inputOf(draft.last, 'impact') ?? 1));
  const [confidence, setConfidence] = useState<string | number>(
    inputOf(draft.last, 'confidence') ?? draft.confidence.value ?? '',
  );
  const [effort, setEffort] = useState<string | number>(inputOf(draft.last, 'effort') ?? '');
  const [reason, setReason] = useState('');
  const [warnings, warn] = useState<string[]>([]);
  const num = (v: string | number) => (v === '' ? undefined : Number(v));
  const changed = (num(reach) ?? null) !== draft.reach.value || (num(confidence) ?? null) !== draft.confidence.value;
  const body = (): ScoreBody => ({
    reach: num(reach) === draft.reach.value ? undefined : num(reach),
    impact: Number(impact),
    confidence: num(confidence) === draft.confidence.value ? undefined : num(confidence),
    effort: num(effort),
    reason: reason.trim() || undefined,
  });
  const send = () =>
    act({
      run: () => score(id, body()),
      done: t('opportunity.scored'),
      renew: [...chainKeys, ['score']],
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, (made) => {
    warn(made.warnings ?? []);
    setReason('');
  });
  return (
    <form
      ref={form}
      onSubmit={onSubmit(changed && !reason.trim() ? ['reason'] : [])}
      noValidate
      aria-label={t('opportunity.score')}
    >
      <div className={css.inputs}>
        <NumberInput
          name="reach"
          label={t('opportunity.reach')}
          description={t('opportunity.from', { from: draft.reach.from })}
          value={reach}
          onChange={setReach}
          min={0}
          error={errors.reach}
          hideControls
        />
        <Select
          name="impact"
          label={t('opportunity.impact')}
          description={t('opportunity.impactWhy')}
          data={[
            { value: '3', label: t('opportunity.impact3') },
            { value: '2', label: t('opportunity.impact2') },
            { value: '1', label: t('opportunity.impact1') },
            { value: '0.5', label: t('opportunity.impact05') },
            { value: '0.25', label: t('opportunity.impact025') },
          ]}
          value={impact}
          onChange={(v) => setImpact(v ?? '1')}
          allowDeselect={false}
          error={errors.impact}
        />
        <NumberInput
          name="confidence"
          label={t('opportunity.confidence')}
          description={t('opportunity.from', { from: draft.confidence.from })}
          value={confidence}
          onChange={setConfidence}
          min={0.01}
          max={1}
          step={0.1}
          error={errors.confidence}
          hideControls
        />
        <NumberInput
          name="effort"
          label={t('opportunity.effort')}
          description={t('opportunity.effortWhy')}
          value={effort}
          onChange={setEffort}
          min={0.1}
          error={errors.effort}
          hideControls
        />
      </div>
      <TextInput
        mt="xs"
        name="reason"
        label={changed ? t('opportunity.changedReason') : t('opportunity.scoreReason')}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        error={errors.reason}
        maxLength={2000}
      />
      {errors[''] ? (
        <Text role="alert" size="sm" c="var(--es-bad)">
          {errors['']}
        </Text>
      ) : null}
      {warnings.map((w) => (
        <Warn key={w}>{w}</Warn>
      ))}
      <Button type="submit" size="xs" mt="xs" variant="default" loading={busy}>
        {t('opportunity.scoreSubmit')}
      </Button>
    </form>
  );
}

function Past({ id }: { id: string }) {
  const t = useT();
  const number = useNumber();
  const { data } = useQuery(allQuery('score', { f: `opportunity_id:${id}` }));
  const rows = data?.data ?? [];
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('opportunity.noScore')}
      </Text>
    );
  return (
    <ul className={kit.plainList}>
      {[...rows]
        .sort((a, b) => b.created_at.localeCompare(a.created_at))
        .slice(0, 5)
        .map((row, i) => {
          const value = figureOf(row);
          const parts = ['reach', 'impact', 'confidence', 'effort'].map((k) => number(inputOf(row, k)));
          return (
            <li key={row.id} className={css.score} data-old={i > 0 || undefined}>
              <b>{value === null ? '–' : number(Math.round(value * 10) / 10)}</b>
              <span>
                {t('opportunity.riceSum', {
                  r: parts[0] ?? '–',
                  i: parts[1] ?? '–',
                  c: parts[2] ?? '–',
                  e: parts[3] ?? '–',
                })}
              </span>
              <span className={css.dim}>
                {`${t('opportunity.version', { v: stringOf(row.version) || '1' })} · ${row.created_by_label ?? t('someone')} · `}
                <Ago at={row.created_at} />
              </span>
              {row.reason ? <span dir="auto">{stringOf(row.reason)}</span> : null}
              {value === null ? <span className={css.dim}>{t('opportunity.noEffort')}</span> : null}
            </li>
          );
        })}
    </ul>
  );
}

export function ScoreCard({ id }: { id: string }) {
  const t = useT();
  const can = useCan();
  const [shown, show] = useState(false);
  const query = useQuery({ ...scoreDraftQuery(id), enabled: shown });
  const may = can('opportunities_update') || can('opportunities_update_all');
  return (
    <Section
      title={t('opportunity.score')}
      aside={
        may ? (
          <Button size="compact-xs" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
            {shown ? t('hide') : t('opportunity.rescore')}
          </Button>
        ) : null
      }
    >
      <Past id={id} />
      {shown ? (
        <Await query={query} rows={3}>
          {(draft) => <Form key={draft.last?.id ?? ''} id={id} draft={draft} />}
        </Await>
      ) : null}
    </Section>
  );
}
