// From a file to items: look at it, say what each column is, answer one question about consent, try, import.
import { Alert, Button, Group, Radio, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type MsgId, useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { DropFile } from '../../kit/DropFile';
import { Page, Section } from '../../kit/Page';
import { Failed, Loading } from '../../kit/States';
import { useStartOnce } from '../../kit/useStartOnce';
import { ImportResult } from './ImportResult';
import css from './imports.module.css';
import { choose, hasWords, type Mapping, startMapping, toWire } from './mapping';
import { type Consent, type ImportOrder, type Preview, preview, startImport, takeOver } from './queries';

function Columns({ file, mapping, set }: { file: Preview; mapping: Mapping; set: (m: Mapping) => void }) {
  const t = useT();
  const words = useWords();
  const options = [
    { value: '', label: t('import.leave') },
    ...file.fields.map((f) => ({ value: f.field, label: /[.]/.test(f.field) ? f.label : words('field', f.field) })),
  ];
  return (
    <div className={css.columns}>
      <Table verticalSpacing="xs" aria-label={t('import.columns')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('import.column')}</Table.Th>
            <Table.Th>{t('import.becomes')}</Table.Th>
            <Table.Th>{t('import.samples')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {file.columns.map((c) => (
            <Table.Tr key={c.index}>
              <Table.Td className={css.name}>{c.name || t('import.unnamed', { n: c.index + 1 })}</Table.Td>
              <Table.Td>
                <Select
                  size="xs"
                  aria-label={t('import.becomes.of', { column: c.name })}
                  data={options}
                  value={mapping[c.index] ?? ''}
                  onChange={(v) => set(choose(mapping, c.index, v || null))}
                  searchable
                  allowDeselect={false}
                  maxDropdownHeight={300}
                />
                {c.why && mapping[c.index] === c.field ? (
                  <Text size="xs" c="dimmed">
                    {c.why}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td>
                <ol className={css.samples}>
                  {c.samples.slice(0, 5).map((s, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: samples repeat; the list never changes
                    <li key={`${c.index} ${i}`} dir="auto">
                      {s.slice(0, 140) || '–'}
                    </li>
                  ))}
                </ol>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function ConsentQuestion({ value, set }: { value: Consent | null; set: (c: Consent) => void }) {
  const t = useT();
  const is = (v: string): v is Consent => v === 'asked' || v === 'each_time' || v === 'no';
  return (
    <Radio.Group
      label={t('consent.question')}
      description={t('consent.why')}
      value={value ?? ''}
      onChange={(v) => is(v) && set(v)}
      withAsterisk
    >
      <Stack gap={6} mt="xs">
        <Radio value="asked" label={t('consent.asked')} />
        <Radio value="each_time" label={t('consent.eachTime')} />
        <Radio value="no" label={t('consent.no')} />
      </Stack>
    </Radio.Group>
  );
}

function useOrder(file: Preview) {
  const [mapping, setMapping] = useState(() => startMapping(file.columns));
  const [source, setSource] = useState(file.source_guess);
  const [consent, setConsent] = useState<Consent | null>(null);
  const [as, setAs] = useState('evidence');
  const gap = !hasWords(mapping) ? 'import.needWords' : consent === null ? 'import.needConsent' : null;
  const missing: MsgId | null = as === 'evidence' ? gap : null;
  const order = (dry_run: boolean): ImportOrder => ({
    upload: file.upload,
    source,
    as,
    map: toWire(mapping),
    consent: consent ?? 'no',
    dry_run,
  });
  return { mapping, setMapping, source, setSource, consent, setConsent, as, setAs, missing, order };
}

function Review({ file, again }: { file: Preview; again: () => void }) {
  const t = useT();
  const words = useWords();
  const navigate = useNavigate();
  const { act } = useAct();
  const o = useOrder(file);
  const [tried, setTried] = useState<string | null>(null);
  const run = async (dry: boolean) => {
    const started = await act({ run: () => startImport(o.order(dry)), renew: [['import']] });
    if (!started) return;
    if (dry) setTried(started.import.id);
    else void navigate({ to: `/imports/${started.import.id}` });
  };
  return (
    <Stack gap="md">
      <Alert title={file.summary}>
        {t('import.found', {
          format: file.format.toUpperCase(),
          encoding: file.encoding,
          columns: file.columns.length,
        })}
      </Alert>
      <Group align="end">
        <TextInput
          label={t('import.source')}
          value={o.source}
          onChange={(e) => o.setSource(e.currentTarget.value)}
          required
        />
        <Select
          label={t('import.as')}
          data={['evidence', 'account', 'contact'].map((v) => ({ value: v, label: words('resource', `${v}.many`) }))}
          value={o.as}
          onChange={(v) => o.setAs(v ?? 'evidence')}
          allowDeselect={false}
        />
        <Button variant="subtle" onClick={again}>
          {t('import.other')}
        </Button>
      </Group>
      {o.as === 'evidence' ? <ConsentQuestion value={o.consent} set={o.setConsent} /> : null}
      <Section title={t('import.columns')}>
        <Columns file={file} mapping={o.mapping} set={o.setMapping} />
      </Section>
      <Group className={css.foot}>
        <ActButton disabled={Boolean(o.missing) || !o.source.trim()} onAct={() => run(false)}>
          {t('import.do', { n: file.rows })}
        </ActButton>
        <ActButton variant="default" disabled={Boolean(o.missing) || !o.source.trim()} onAct={() => run(true)}>
          {t('import.try')}
        </ActButton>
        {o.missing ? <Text size="sm">{t(o.missing)}</Text> : null}
      </Group>
      {tried ? <ImportResult id={tried} dry /> : null}
    </Stack>
  );
}

export function ImportWizard() {
  const t = useT();
  const look = useMutation({ mutationFn: (file: { name: string; body: Blob }) => preview(file.name, file.body) });
  const { mutate } = look;
  const [waiting] = useState(takeOver);
  useStartOnce(() => waiting && mutate(waiting));
  const file = look.data?.body;
  return (
    <Page title={t('import.new')}>
      {file ? (
        <Review key={file.upload} file={file} again={look.reset} />
      ) : look.isPending ? (
        <>
          <Text>{t('import.reading')}</Text>
          <Loading />
        </>
      ) : (
        <>
          {look.error ? <Failed error={look.error} /> : null}
          <DropFile accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl" onFile={(name, body) => mutate({ name, body })} />
          <Text size="sm" c="dimmed">
            {t('start.local')}
          </Text>
        </>
      )}
    </Page>
  );
}
