/** Templates by their folders: folders by name, what lies in none at the end, inside each by title. */
import type { Template } from '@hovorna/shared/contract';

export interface Folder {
  /** Empty: in none. */
  name: string;
  templates: Template[];
}

export function foldersOf(templates: readonly Template[]): Folder[] {
  const folders = Map.groupBy(templates, (template) => template.folder);
  return [...folders]
    .map(([name, inside]) => ({
      name,
      templates: inside.toSorted((a, b) => a.title.localeCompare(b.title)),
    }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name));
}
