/** Lumen, a made-up energy company: people, groups, widgets and words, as an administrator would make them. */
import type { GroupSettings } from '../../web/shared/src/generated/GroupSettings.ts';
import type { Tag } from '../../web/shared/src/generated/Tag.ts';
import type { Widget } from '../../web/shared/src/generated/Widget.ts';
import { Operator, PASSWORD } from './people.ts';
import { Server } from './server.ts';

interface Person {
  name: string;
  email: string;
  role?: 'administrator' | 'supervisor' | 'operator';
  groups: GroupName[];
  limit?: number;
}

type GroupName = (typeof GROUPS)[number];
const GROUPS = ['Podpora CZ', 'Vyúčtování', 'Reklamace', 'Fotovoltaika', 'Obchod', 'English desk'] as const;

const PEOPLE: Person[] = [
  { name: 'Petr Šimek', email: 'petr.simek@lumen.cz', groups: ['Vyúčtování', 'Reklamace'], limit: 1 },
  {
    ...{ name: 'Alena Veselá', email: 'alena.vesela@lumen.cz', role: 'supervisor' },
    ...{ groups: ['Podpora CZ', 'Vyúčtování'] },
  },
  { name: 'Jakub Říha', email: 'jakub.riha@lumen.cz', groups: ['Reklamace'], limit: 3 },
  { name: 'Martina Pokorná', email: 'martina.pokorna@lumen.cz', groups: ['Vyúčtování'], limit: 4 },
  { name: 'David Urban', email: 'david.urban@lumen.cz', groups: ['Fotovoltaika', 'English desk'] },
  { name: 'Lenka Marková', email: 'lenka.markova@lumen.cz', groups: ['Podpora CZ'], limit: 0 },
  { name: 'Tereza Holubová', email: 'tereza.holubova@lumen.cz', groups: ['Obchod'] },
  { name: 'Radek Bartoš', email: 'radek.bartos@lumen.cz', role: 'administrator', groups: ['Podpora CZ'] },
];

const TEMPLATES = [
  {
    ...{ title: 'Souhlas s převodem', shortcut: 'souhlas', folder: 'Přepis' },
    text: 'Dobrý den, {{client.name}}, posílám formulář souhlasu s převodem odběrného místa {{parameter.EAN}}. Potvrzení přijde na {{client.email}}.',
  },
  {
    ...{ title: 'Souhlas: jak podepsat', shortcut: 'souhlas-podpis', folder: 'Přepis' },
    text: 'Podepsaný formulář stačí vyfotit a poslat sem do chatu.',
  },
  {
    ...{ title: 'Souhlas se zpracováním údajů', shortcut: 'sou-gdpr', folder: 'Přepis' },
    text: 'Pro ověření totožnosti prosíme o souhlas se zpracováním osobních údajů.',
  },
  {
    ...{ title: 'Součet záloh', shortcut: 'soucet', folder: 'Vyúčtování' },
    text: 'Součet zaplacených záloh za období je uveden na druhé straně vyúčtování.',
  },
  {
    ...{ title: 'Opening hours', shortcut: 'hours', folder: '', language: 'en' },
    text: 'We are here from 7:30 to 20:00 every working day. {{operator.name}}',
  },
  {
    ...{ title: 'Pozdrav na konec', shortcut: 'pozdrav', folder: '', shared: false },
    text: 'Hezký den přeje {{operator.name}}',
  },
];

const SERVICE_LEVEL = { accept_seconds: 600, service_level_seconds: 180 };

export class Company {
  readonly people = new Map<string, Operator>();
  readonly groups = new Map<GroupName, string>();
  readonly tags = new Map<string, string>();

  private constructor(
    readonly server: Server,
    /** The administrator, who also talks with clients. */
    readonly klara: Operator,
  ) {}

  static async open(): Promise<Company> {
    const server = await Server.start();
    const klara = new Operator(server.url, 'klara.novakova@lumen.cz', 'Klára Nováková');
    await klara.get('POST', '/setup', {
      ...{ token: await server.setUpToken(), company: 'Lumen', name: klara.name },
      ...{ email: klara.email, password: PASSWORD },
    });
    const company = new Company(server, await klara.signIn());
    await company.setGraces({
      client_away: 600,
      client_waiting: 3600,
      client_active: 86400,
      operator: 86400,
    });
    await company.#makeGroups();
    await company.#makePeople();
    await company.#makeWidgets();
    await company.#makeTags();
    await company.#makeTemplates();
    return company;
  }

  person(name: string): Operator {
    const person = this.people.get(name);
    if (person === undefined) throw new Error(`${name} does not work here`);
    return person;
  }

  /** Nobody is to be taken for gone while the scene is being made. */
  async setGraces(graces: Record<string, number>): Promise<void> {
    await this.klara.get('PUT', '/settings', { name: 'Lumen', chat_limit: 5, previews: true, graces });
  }

  async #makeGroups(): Promise<void> {
    const { klara } = this;
    const { groups } = await klara.workspace();
    const members = [klara.id];
    for (const [i, name] of GROUPS.entries()) {
      const details = { name, ...SERVICE_LEVEL, members: i < 2 || name === 'Fotovoltaika' ? members : [] };
      const made = await (i === 0
        ? klara.get<GroupSettings>('PUT', `/groups/${groups[0]!.id}`, details)
        : klara.get<GroupSettings>('POST', '/groups', details));
      this.groups.set(name, made.id);
    }
  }

  async #makePeople(): Promise<void> {
    for (const { name, email, role = 'operator', groups, limit } of PEOPLE) {
      await this.klara.get('POST', '/users', {
        ...{ name, email, role, password: PASSWORD, chat_limit: limit ?? null },
        groups: groups.map((group) => this.groups.get(group)),
      });
      this.people.set(name, new Operator(this.server.url, email, name));
    }
  }

  async #makeWidgets(): Promise<void> {
    const { items } = await this.klara.get<{ items: Widget[] }>('GET', '/widgets');
    const demo = items[0]!;
    const form = [
      { kind: 'name', required: false, choices: {} },
      { kind: 'phone', required: false, choices: {} },
      {
        ...{ kind: 'topic', required: false },
        choices: {
          en: ['Billing', 'Moving', 'Advance', 'Something else'],
          cs: ['Vyúčtování', 'Přepis', 'Záloha', 'Něco jiného'],
        },
      },
      { kind: 'message', required: false, choices: {} },
      { kind: 'consent', required: false, choices: {} },
    ];
    const consent = {
      en: 'You agree that we process your data to answer you.',
      cs: 'Souhlasíte se zpracováním údajů, abychom vám mohli odpovědět.',
    };
    const texts = Object.fromEntries(
      Object.entries(demo.texts).map(([language, text]) => [
        language,
        {
          ...{ ...text, consent: consent[language as 'en' | 'cs'] },
          consent_url: 'https://lumen.cz/privacy',
        },
      ]),
    );
    const hlavni = { ...demo, name: 'Hlavní web', form, texts };
    await this.klara.get('PUT', '/widgets/demo', { ...hlavni, form: form.slice(0, 4) });
    for (const [id, name, group, origin] of [
      ['muj-lumen', 'Můj Lumen', 'Vyúčtování', 'https://portal.lumen.cz'],
      ['solar-shop', 'Solar shop', 'Fotovoltaika', 'https://shop.lumen.cz'],
      ['reklamace', 'Reklamace', 'Reklamace', 'https://lumen.cz'],
    ] as const)
      await this.klara.get('POST', '/widgets', {
        ...{ ...hlavni, id, name, group: this.groups.get(group), allowed_origins: [origin] },
        form: form.slice(0, 4),
      });
  }

  async #makeTags(): Promise<void> {
    const { klara } = this;
    for (const [name, colour] of [
      ['Přepis odběru', 1],
      ['VIP domácnost', 2],
      ['Vyúčtování', 5],
      ['Fotovoltaika', 4],
    ] as const)
      await klara.get('POST', '/tags', { name, colour });
    const { tags } = await klara.workspace();
    for (const tag of tags as Tag[]) this.tags.set(tag.name, tag.id);
  }

  async #makeTemplates(): Promise<void> {
    for (const template of TEMPLATES)
      await this.klara.get('POST', '/templates', { shared: true, language: 'cs', ...template });
  }
}
