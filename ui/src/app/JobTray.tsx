// The tray at the foot of the navigation: what runs, how far it is, how long it takes, stopping it.
import { ActionIcon, CloseButton, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { use, useState } from 'react';
import { api } from '../api/client';
import { nameOfId } from '../api/types';
import { intlOf, LocaleContext, useT, useWords } from '../i18n';
import { useAct } from '../kit/act';
import { hrefOf, To } from '../kit/Chips';
import { useNumber } from '../kit/Time';
import { isActive, isFresh, type Job, jobsQuery, secondsLeft } from './jobs';
import css from './Shell.module.css';

function useDuration() {
  const locale = use(LocaleContext);
  return (seconds: number) => {
    const unit = seconds < 90 ? 'second' : seconds < 5400 ? 'minute' : 'hour';
    const n = unit === 'second' ? seconds : Math.round(seconds / (unit === 'minute' ? 60 : 3600));
    return new Intl.NumberFormat(intlOf(locale), { style: 'unit', unit, unitDisplay: 'short' }).format(n);
  };
}

function JobLine({ job, hide }: { job: Job; hide: () => void }) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const duration = useDuration();
  const { act } = useAct();
  const name = job.label || words('job', job.kind);
  const target = job.object ? nameOfId(job.object) : null;
  const left = secondsLeft(job, Date.now());
  const active = isActive(job);
  const stop = () =>
    void act({ run: () => api.post(`/jobs/${job.id}/cancel`), done: t('jobs.stopped'), renew: [['jobs'], ['import']] });
  const notes = [
    job.done !== null ? `${number(job.done)}${job.total ? `/${number(job.total)}` : ''}` : '',
    left !== null ? t('jobs.left', { time: duration(left) }) : '',
    active ? '' : words('state', job.state),
    job.error ?? '',
  ].filter(Boolean);
  return (
    <li className={css.job}>
      <div className={css.jobHead}>
        <span className={css.accountName}>
          {target && job.object ? <To to={hrefOf(target, job.object)}>{name}</To> : name}
        </span>
        {active ? (
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('jobs.cancel', { what: name })}
            onClick={stop}
          >
            {'×'}
          </ActionIcon>
        ) : (
          <CloseButton size="sm" aria-label={t('close')} onClick={hide} />
        )}
      </div>
      {active ? (
        <Progress value={(job.progress ?? 0) * 100} size="sm" aria-label={name} animated={job.progress === null} />
      ) : null}
      <Text size="xs" c={job.state === 'failed' ? 'var(--es-bad)' : 'dimmed'}>
        {notes.join(' · ')}
      </Text>
    </li>
  );
}

export function JobTray() {
  const t = useT();
  const { data } = useQuery(jobsQuery);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const jobs = (data?.data ?? [])
    .filter((j) => isActive(j) || (!hidden.has(j.id) && isFresh(j, Date.now())))
    .slice(0, 4);
  if (jobs.length === 0) return null;
  return (
    <section aria-label={t('jobs')} className={css.jobs}>
      <ul className={css.pages} style={{ margin: 0 }}>
        {jobs.map((j) => (
          <JobLine key={j.id} job={j} hide={() => setHidden(new Set([...hidden, j.id]))} />
        ))}
      </ul>
    </section>
  );
}
