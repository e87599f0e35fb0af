// Who asked for what was decided or shipped here; nothing where nothing was decided yet.
import { useQuery } from '@tanstack/react-query';
import { traceQuery } from '../../api/queries';
import { AskedLine } from './AskedLine';
import { Told } from './Told';
import { tellQuery } from './tell';

export function AskedOf({ id }: { id: string }) {
  const trace = useQuery(traceQuery(id));
  const settled = trace.data?.stations.some((s) => (s.station === 'decision' || s.station === 'launch') && s.count > 0);
  const { data } = useQuery({ ...tellQuery(id), retry: false, enabled: settled === true });
  if (!data) return null;
  return (
    <div>
      <AskedLine asked={data} about={data.about.id} />
      <Told of={data.answers} />
    </div>
  );
}
