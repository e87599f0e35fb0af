// Search.
import { ResourceList } from '../../kit/ResourceList';

export function SearchPage() {
  return <ResourceList of="evidence" />;
}
