/** Which template is being picked while somebody types. */
import type { Template } from '@hovorna/shared/contract';
import { inLanguage, matching, openingAt, type Opening } from '@hovorna/shared/state';
import { SignPicking } from '../conversation/signPicking.svelte.ts';

export interface PickingOptions {
  templates: () => readonly Template[];
  language: () => string | null;
  /** It has just been opened. */
  onopen: () => void;
}

export class TemplatePicking extends SignPicking<Opening, Template> {
  /** Only templates of the client's language. */
  isNarrowed = $state(true);
  readonly #options: PickingOptions;

  constructor(options: PickingOptions) {
    super();
    this.#options = options;
  }

  override get found(): Template[] {
    if (this.opening === null) return [];
    const all = this.#options.templates();
    const language = this.isNarrowed ? this.#options.language() : null;
    return matching(inLanguage(all, language), this.opening.query, this.opening.sign === '/');
  }

  protected override openingAt(text: string, caret: number): Opening | null {
    return openingAt(text, caret);
  }

  protected override opened(): void {
    this.isNarrowed = true;
    this.#options.onopen();
  }
}
