// Our reading of the words: request and need as two fields, mood and urgency; saved when left.
import { SegmentedControl, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { rowCan } from '../../kit/session';
import { usePatch } from '../../kit/usePatch';
import css from './evidence.module.css';

type LineProps = {
  label: string;
  why: string;
  value: string;
  readOnly: boolean;
  save: (text: string) => Promise<unknown>;
};

/** A text that is saved when the field is left or by Ctrl+Enter; a refusal keeps what was typed. */
function Line({ label, why, value, readOnly, save }: LineProps) {
  const [text, setText] = useState(value);
  const [base, setBase] = useState(value);
  if (base !== value) {
    setBase(value);
    if (text === base) setText(value);
  }
  const done = () => {
    if (text !== value) void save(text).catch(() => null);
  };
  return (
    <Textarea
      label={label}
      description={why}
      autosize
      minRows={1}
      maxRows={10}
      maxLength={2000}
      readOnly={readOnly}
      dir="auto"
      value={text}
      onChange={(e) => setText(e.currentTarget.value)}
      onBlur={done}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) done();
      }}
    />
  );
}

export function Reading({ row }: { row: AnyRow }) {
  const t = useT();
  const patch = usePatch('evidence');
  const readOnly = !rowCan(row, 'update') || row.archived_at !== null;
  const set = (change: Record<string, unknown>) => patch.mutateAsync({ id: row.id, set: change });
  const names = [t('mood.-2'), t('mood.-1'), t('mood.0'), t('mood.1'), t('mood.2')];
  const moods = names.map((name, i) => ({ value: String(i - 2), label: name }));
  return (
    <Section title={t('reading')}>
      <div className={css.two}>
        <Line
          label={t('triage.request')}
          why={t('triage.request.why')}
          value={stringOf(row.request)}
          readOnly={readOnly}
          save={(request) => set({ request: request || null })}
        />
        <Line
          label={t('triage.need')}
          why={t('triage.need.why')}
          value={stringOf(row.need)}
          readOnly={readOnly}
          save={(need) => set({ need: need || null })}
        />
      </div>
      <div className={css.choices}>
        <div>
          <Text size="sm" fw={500} id="mood-of-item">
            {t('triage.mood')}
          </Text>
          <SegmentedControl
            className={css.moods}
            size="sm"
            aria-labelledby="mood-of-item"
            readOnly={readOnly}
            data={[{ value: '', label: t('mood.none') }, ...moods]}
            value={typeof row.emotion === 'number' ? String(row.emotion) : ''}
            onChange={(v) => void set({ emotion: v === '' ? null : Number(v) }).catch(() => null)}
          />
        </div>
        <div>
          <Text size="sm" fw={500} id="urgency-of-item">
            {t('triage.urgency')}
          </Text>
          <SegmentedControl
            size="sm"
            aria-labelledby="urgency-of-item"
            readOnly={readOnly}
            data={[
              { value: 'low', label: t('urgency.low') },
              { value: 'normal', label: t('urgency.normal') },
              { value: 'high', label: t('urgency.high') },
            ]}
            value={stringOf(row.urgency) || 'normal'}
            onChange={(urgency) => void set({ urgency }).catch(() => null)}
          />
        </div>
      </div>
      {readOnly ? <span className={kit.hidden}>{t('move.notYours')}</span> : null}
    </Section>
  );
}
