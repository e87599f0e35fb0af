// One roadmap item.
import { ObjectPage } from '../../kit/ObjectPage';
import { useParam } from '../../kit/useParam';

export function RoadmapItemPage() {
  const id = useParam('id');
  return <ObjectPage key={id} of="roadmap_item" id={id} />;
}
