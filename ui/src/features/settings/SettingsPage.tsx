// Settings.
import { ResourceList } from '../../kit/ResourceList';

export function SettingsPage() {
  return <ResourceList of="membership" />;
}
