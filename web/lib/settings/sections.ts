/** `team`: only where there are accounts. */
export const sections = [
  { id: 'appearance', label: 'Appearance' },
  { id: 'account', label: 'Account', team: true },
  { id: 'members', label: 'Members', team: true },
  { id: 'api-keys', label: 'API keys', team: true },
  { id: 'connections', label: 'Connections' },
  { id: 'shares', label: 'Shares' },
  { id: 'usage', label: 'Usage' },
  { id: 'storage', label: 'Storage' },
  { id: 'audit', label: 'Audit' },
  { id: 'about', label: 'About' }
] as const satisfies readonly { id: string; label: string; team?: true }[];

export type SectionId = (typeof sections)[number]['id'];

export function sectionsOf(isTeam: boolean) {
  return sections.filter((section) => isTeam || !('team' in section));
}

export function isSection(id: string): id is SectionId {
  return sections.some((section) => section.id === id);
}
