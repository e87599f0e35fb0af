// How well the loop closes.
import { ResourceList } from '../../kit/ResourceList';

export function HealthPage() {
  return <ResourceList of="evidence" />;
}
