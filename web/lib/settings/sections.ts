export const sections = [
  { id: 'appearance', label: 'Appearance' },
  { id: 'connections', label: 'Connections' },
  { id: 'usage', label: 'Usage' },
  { id: 'storage', label: 'Storage' },
  { id: 'audit', label: 'Audit' },
  { id: 'about', label: 'About' }
] as const;

export type SectionId = (typeof sections)[number]['id'];

export function isSection(id: string): id is SectionId {
  return sections.some((section) => section.id === id);
}
