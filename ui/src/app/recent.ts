// The last objects opened in this browser, for the command menu.
type Recent = { id: string; label: string; type: string; number: string | null };

const key = 'earshot.recent';

export function recentObjects(): Recent[] {
  try {
    const list: Recent[] = JSON.parse(localStorage.getItem(key) ?? '[]');
    return list;
  } catch {
    return [];
  }
}

export function remember(object: Recent) {
  localStorage.setItem(key, JSON.stringify([object, ...recentObjects().filter((o) => o.id !== object.id)].slice(0, 8)));
}
