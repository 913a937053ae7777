/** One conversation, told event by event, each with how many seconds ago it was. */
import { uuid7 } from '../../web/shared/src/api/uuid7.ts';
import type { Enter } from '../../web/shared/src/generated/Enter.ts';
import type { Past } from './past.ts';
import type { Client, Operator } from './people.ts';

export class Story {
  readonly #ages: number[] = [];
  readonly #pages: Past['pages'] = [];
  #readByOperator = 0;
  #readByClient = 0;

  constructor(readonly client: Client) {}

  async enters(ago: number, name: string, more: Partial<Enter> = {}): Promise<this> {
    await this.client.enter(name, { language: 'cs', ...more });
    return this.#happened(ago);
  }

  async says(ago: number, text: string): Promise<this> {
    await this.client.says(uuid7(), text);
    return this.#happened(ago);
  }

  async opens(ago: number, title: string, path: string): Promise<this> {
    const view = { id: uuid7(), at: timeOf(ago), title, url: `https://lumen.cz${path}` };
    await this.client.ask('POST', '/page-views', { conversation: this.client.conversation, view });
    this.#pages.push({ url: view.url, ago });
    return this.#happened(ago);
  }

  async accepted(ago: number, by: Operator): Promise<this> {
    await by.get('POST', `${this.#path}/accept`);
    return this.#happened(ago);
  }

  async answers(ago: number, by: Operator, text: string): Promise<this> {
    await by.says(this.client.conversation, uuid7(), text);
    return this.#happened(ago);
  }

  async notes(ago: number, by: Operator, text: string, where: 'notes' | 'client-notes'): Promise<this> {
    await by.get('POST', `${this.#path}/${where}`, { id: uuid7(), text });
    return this.#happened(ago);
  }

  async tags(ago: number, by: Operator, tags: (string | undefined)[]): Promise<this> {
    await by.get('PUT', `${this.#path}/tags`, { tags });
    return this.#happened(ago);
  }

  async ends(ago: number, by: Operator, result: string): Promise<this> {
    const { results } = await by.workspace();
    const id = results.find((it) => it.name === result)?.id;
    await by.get('POST', `${this.#path}/end`, { result: id });
    this.allRead();
    return this.#happened(ago);
  }

  async redirected(ago: number, by: Operator, to: Operator, note: string): Promise<this> {
    await by.get('POST', `${this.#path}/redirect`, { target: { operator: to.id }, note });
    return this.#happened(ago);
  }

  allRead(): this {
    this.#readByOperator = this.#readByClient = this.#ages.length;
    return this;
  }

  get past(): Past {
    const { conversation } = this.client;
    return {
      ...{ conversation, ages: this.#ages, pages: this.#pages },
      ...{ readByOperator: this.#readByOperator, readByClient: this.#readByClient },
    };
  }

  get #path(): string {
    return `/conversations/${this.client.conversation}`;
  }

  #happened(ago: number): this {
    this.#ages.push(ago);
    return this;
  }
}

export function timeOf(ago: number): string {
  return new Date(Date.now() - ago * 1000).toISOString();
}
