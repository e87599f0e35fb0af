// Quick capture.
import { ResourceList } from '../../kit/ResourceList';

export function CapturePage() {
  return <ResourceList of="evidence" />;
}
