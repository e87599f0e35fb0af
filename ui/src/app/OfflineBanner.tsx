// Says that the connection is gone, over every page, as long as it is.
import { useNetwork } from '@mantine/hooks';
import { useT } from '../i18n';
import { useLiveStatus } from '../kit/live';
import css from './Shell.module.css';

export function OfflineBanner() {
  const t = useT();
  const { online } = useNetwork();
  const live = useLiveStatus();
  const off = !online || live === 'offline';
  return <div role="status">{off ? <div className={css.offline}>{t('offline.banner')}</div> : null}</div>;
}
