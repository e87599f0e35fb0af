// Opening the sample: its own workspace, never mixed with one's own data.
import { useQueryClient } from '@tanstack/react-query';
import { api, workspace } from '../api/client';
import { useAct } from './act';

export function useStartSample() {
  const client = useQueryClient();
  const { act } = useAct();
  return async () => {
    const made = await act({ run: () => api.post<{ workspace_id: string }>('/sample'), renew: [] });
    if (!made) return;
    workspace.set(made.workspace_id);
    client.clear();
    window.location.assign('#/today');
    window.location.reload();
  };
}
