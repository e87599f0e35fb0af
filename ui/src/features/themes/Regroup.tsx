// Grouping again, coarser or finer. It is a job: what it finds are proposals marked as the machine's; names, pins and
// links made by people stay.
import { Button, Group, Popover, Progress, Slider, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { type Job, rebuildThemes } from './queries';

const steps = [0.25, 0.5, 1, 2, 4];
const over = new Set(['done', 'failed', 'cancelled']);

function Running({ job, end }: { job: string; end: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['job', job],
    queryFn: async ({ signal }) => {
      const now = await api.get<Job>(`/jobs/${job}`, undefined, signal);
      if (over.has(now.state)) await client.invalidateQueries({ queryKey: ['theme'] });
      return now;
    },
    refetchInterval: (q) => (q.state.data && over.has(q.state.data.state) ? false : 700),
  });
  if (data && over.has(data.state)) {
    return (
      <Group gap="xs">
        <Text size="sm">{data.state === 'done' ? t('theme.regrouped') : (data.error ?? t('theme.regroupFailed'))}</Text>
        <Button size="compact-xs" variant="default" onClick={end}>
          {t('close')}
        </Button>
      </Group>
    );
  }
  const percent = data?.total ? Math.round((100 * (data.done ?? 0)) / data.total) : 0;
  return (
    <div role="status" style={{ minWidth: 160 }}>
      <Text size="xs">{t('theme.regrouping', { percent })}</Text>
      <Progress value={percent} animated={percent === 0} aria-label={t('theme.regroup')} />
    </div>
  );
}

export function Regroup({ count }: { count: number }) {
  const t = useT();
  const { act } = useAct();
  const [job, setJob] = useState<string | null>(null);
  const [at, setAt] = useState(2);
  const [opened, open] = useState(false);
  const start = async () => {
    const begun = await act({ run: () => rebuildThemes(steps[at] ?? 1), renew: [] });
    if (!begun) return;
    setJob(begun.job);
    open(false);
  };
  if (job) return <Running job={job} end={() => setJob(null)} />;
  return (
    <Popover opened={opened} onChange={open} width={300} trapFocus position="bottom-end">
      <Popover.Target>
        <Button size="xs" variant="default" aria-expanded={opened} onClick={() => open(!opened)}>
          {t('theme.regroup')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text size="sm">{t('theme.regroupWhy', { n: count })}</Text>
          <Slider
            min={0}
            max={4}
            step={1}
            value={at}
            onChange={setAt}
            label={null}
            thumbLabel={t('theme.depth')}
            marks={[{ value: 0, label: t('theme.coarser') }, { value: 2 }, { value: 4, label: t('theme.finer') }]}
            mb="lg"
          />
          <Group>
            <ActButton size="xs" onAct={start}>
              {t('theme.regroupStart')}
            </ActButton>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
