// All themes.
import { ResourceList } from '../../kit/ResourceList';

export function ThemesPage() {
  return <ResourceList of="theme" />;
}
