// What is new since the last visit.
import { ResourceList } from '../../kit/ResourceList';

export function TodayPage() {
  return <ResourceList of="evidence" />;
}
