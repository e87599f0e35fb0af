// Telling those who asked.
import { ResourceList } from '../../kit/ResourceList';

export function TellPage() {
  return <ResourceList of="answer" />;
}
