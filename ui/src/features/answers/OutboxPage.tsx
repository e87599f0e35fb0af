// What waits to be sent.
import { ResourceList } from '../../kit/ResourceList';

export function OutboxPage() {
  return <ResourceList of="answer" />;
}
