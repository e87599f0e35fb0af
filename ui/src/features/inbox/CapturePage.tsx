// Quick capture: paste a ticket, say who said it, save; then triage it on the same page. Under 30 seconds.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allQuery, oneQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { To } from '../../kit/Chips';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { Page } from '../../kit/Page';
import { StatusLink } from '../../kit/StatusLink';
import { CaptureForm } from './CaptureForm';
import { type Capture, emptyCapture, saveCapture } from './capture';
import { TriagePanel } from './TriagePanel';

const draftKey = 'draft.capture';
const sourceKey = 'earshot.capture.source';

function storedDraft(): Capture {
  const fresh = emptyCapture(localStorage.getItem(sourceKey));
  try {
    const draft: Partial<Capture> = JSON.parse(sessionStorage.getItem(draftKey) ?? '{}');
    return { ...fresh, ...draft };
  } catch {
    return fresh;
  }
}

/** The saved item: its words and its triage, then what to do next. */
function Saved({ row, again }: { row: AnyRow; again: () => void }) {
  const t = useT();
  const [settled, settle] = useState(false);
  const now = useQuery({ ...oneQuery('evidence', row.id), initialData: row });
  useCommands('page', settled ? [{ id: 'capture.again', label: 'capture.again', keys: 'Enter', run: again }] : []);
  return (
    <Stack gap="md">
      <div className={kit.quote}>
        <div className={kit.verbatim} dir="auto">
          {stringOf(row.verbatim)}
        </div>
      </div>
      {settled ? (
        <Alert title={t('capture.done')}>
          <Stack gap="sm" align="start">
            <Text size="sm">
              <To to={`/evidence/${row.id}`}>{t('inbox.openItem')}</To>
            </Text>
            {typeof row.contact_id === 'string' ? <StatusLink contact={row.contact_id} /> : null}
            <Button onClick={again} autoFocus>
              {t('capture.again')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        <TriagePanel
          row={now.data}
          settling={{ left: () => settle(true), back: () => settle(false) }}
          finishLabel={t('capture.triaged')}
        />
      )}
    </Stack>
  );
}

export function CapturePage() {
  const t = useT();
  const { act } = useAct();
  const [draft, setDraft] = useState(storedDraft);
  const [saved, setSaved] = useState<AnyRow | null>(null);
  const sources = useQuery(allQuery('source', { sort: 'name' }));
  const known = (sources.data?.data ?? []).some((s) => s.id === draft.source_id);
  const change = (part: Partial<Capture>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    sessionStorage.setItem(draftKey, JSON.stringify(next));
  };
  const save = async () => {
    if (!draft.words.trim()) return;
    const whole = { ...draft, source_id: known ? draft.source_id : null };
    const row = await act({
      run: () => saveCapture(whole, t('capture.source')),
      done: t('capture.saved'),
      renew: [['evidence'], ['contact'], ['source'], ['today'], ['me']],
    });
    if (!row) return;
    sessionStorage.removeItem(draftKey);
    if (typeof row.source_id === 'string') localStorage.setItem(sourceKey, row.source_id);
    setSaved(row);
  };
  const again = () => {
    setSaved(null);
    setDraft(emptyCapture(localStorage.getItem(sourceKey)));
  };
  return (
    <Page title={t('capture')} narrow>
      {saved ? (
        <Saved key={saved.id} row={saved} again={again} />
      ) : (
        <>
          <CaptureForm draft={draft} change={change} save={save} sources={sources.data?.data ?? []} />
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {t('capture.many')} <To to="/imports/new">{t('import.new')}</To>
            </Text>
          </Group>
        </>
      )}
    </Page>
  );
}
