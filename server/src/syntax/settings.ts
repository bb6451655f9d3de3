/** Names of settings that hold a port. */
import type { Setting, Site } from '../model/index.ts';
import { literalText } from '../model/index.ts';

/** `PORT`, `HTTP_PORT`, `server.port`, `ports`: the name says that the value is a port. */
export const PORT_NAME = /(?:^|[_.\-a-z0-9])PORTS?$/i;

/** An `assign` site for each setting that is named after a port and whose value is one. */
export function assignedPorts(settings: readonly Setting[]): readonly Site[] {
  return settings.flatMap((setting): Site[] => {
    const text = setting.value && literalText(setting.value);
    const span = setting.value?.[0]?.span;
    if (!text || !span || !PORT_NAME.test(setting.name) || !/^\d{1,5}$/.test(text)) return [];
    const value = { kind: 'number', number: Number(text) } as const;
    return [{ role: 'assign', span, value, protocol: 'unknown', field: setting.name }];
  });
}
