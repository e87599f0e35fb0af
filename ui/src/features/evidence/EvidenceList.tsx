// All evidence.
import { ResourceList } from '../../kit/ResourceList';

export function EvidenceList() {
  return <ResourceList of="evidence" />;
}
