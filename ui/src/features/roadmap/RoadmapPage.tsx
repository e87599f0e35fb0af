// The roadmap.
import { ResourceList } from '../../kit/ResourceList';

export function RoadmapPage() {
  return <ResourceList of="roadmap_item" />;
}
