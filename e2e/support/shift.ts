/** A shift in full swing: clients who wait and talk, since different times, on the desk of `Company`. */
import { uuid7 } from '../../web/shared/src/api/uuid7.ts';
import type { Enter } from '../../web/shared/src/generated/Enter.ts';
import type { NewPageView } from '../../web/shared/src/generated/NewPageView.ts';
import { Company } from './company.ts';
import { pdf, picture } from './files.ts';
import { ClientLine } from './line.ts';
import { letItBePast, type Past } from './past.ts';
import { Client } from './people.ts';
import { Story, timeOf } from './story.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const BROWSERS = {
  chrome: `${CHROME} Safari/537.36`,
  edge: `${CHROME} Safari/537.36 Edg/142.0.0.0`,
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  safari:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
};

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export class Shift {
  readonly #lines: ClientLine[] = [];
  readonly #pasts: Past[] = [];

  private constructor(readonly company: Company) {}

  static async begin(): Promise<Shift> {
    const shift = new Shift(await Company.open());
    const { company } = shift;
    await Promise.all([...company.people.values()].map((operator) => operator.signIn()));
    const jana = await shift.#knowJana();
    // Petr has room for one: whom he served before he served first.
    const waiting = await shift.#letWait();
    const talking = [await shift.#talkWithJana(jana), ...(await shift.#talkWithOthers())];
    await shift.#letTimePass();
    for (const client of [...talking, ...waiting]) {
      const line = new ClientLine(client);
      await line.open();
      shift.#lines.push(line);
    }
    await company.setGraces({ client_away: 6, client_waiting: 45, client_active: 600, operator: 120 });
    return shift;
  }

  /** Somebody comes in while everybody looks; the next one takes the place. */
  async comeIn(): Promise<void> {
    const client = this.#client('muj-lumen', 'chrome');
    await client.enter('Oleksandr Kovalenko', { language: 'uk' });
    await client.says(uuid7(), 'Добрий день, мені потрібна допомога з рахунком.');
    const line = new ClientLine(client);
    await line.open();
    this.#lines.push(line);
  }

  /** Jana is in the middle of a word, for as long as the server believes it. */
  janaTypes(): void {
    this.#lines[0]?.say({ type: 'typing', on: true, text: 'Dobře, a kdy to bude hot' });
  }

  /** Two pictures and a document, in answer to what Klára wrote. */
  async janaSendsFiles(): Promise<void> {
    const jana = this.#lines[0]!.client;
    const shot = await jana.uploads('elektroměr.png', picture(800, 600, [120, 140, 90]));
    const wall = await jana.uploads('štítek.png', picture(600, 800, [150, 110, 80]));
    const form = await jana.uploads('Plná moc manžela.pdf', pdf('plná moc'));
    const { events } = await jana.current();
    const reply_to = events.findLast((event) => event.kind === 'operator_said')?.seq;
    await jana.sends({ text: 'Fotky posílám hned', files: [shot.id, wall.id], reply_to });
    await jana.sends({ files: [form.id] });
  }

  async end(): Promise<void> {
    for (const line of this.#lines) line.close();
    await this.company.server.discard();
  }

  #client(widget: string, browser: keyof typeof BROWSERS): Client {
    return new Client(this.company.server.url, widget, BROWSERS[browser]);
  }

  async #tell(client: Client, tell: (story: Story) => Promise<unknown>): Promise<Client> {
    const story = new Story(client);
    await tell(story);
    this.#pasts.push(story.past);
    return client;
  }

  /** Two conversations of other days. */
  async #knowJana(): Promise<Client> {
    const { klara } = this.company;
    const alena = this.company.person('Alena Veselá');
    const jana = this.#client('demo', 'chrome');
    const days = 96 * DAY;
    await this.#tell(jana, async (story) => {
      await story.enters(days, 'Jana Procházková', { form: { name: 'Jana Procházková' } });
      await story.says(days - 20, 'Dobrý den, chtěla bych snížit měsíční zálohu.');
      await story.accepted(days - 45, klara);
      await story.answers(days - 90, klara, 'Dobrý den, ráda pomohu. Jaká záloha by vám vyhovovala?');
      await story.ends(days - 4 * MINUTE, klara, 'Solved');
    });
    jana.conversation = '';
    const later = 22 * DAY;
    await this.#tell(jana, async (story) => {
      await story.enters(later, 'Jana Procházková');
      await story.says(later - 10, 'Co všechno potřebuji k přepisu elektřiny?');
      await story.accepted(later - 40, alena);
      await story.answers(later - 80, alena, 'Smlouvu, stav elektroměru a EAN kód nového místa.');
      await story.notes(
        later - 200,
        alena,
        'Prefers e-mail over phone. Moving from Olomouc to Přerov in December, wants both addresses kept until 31. 12.',
        'client-notes',
      );
      await story.ends(later - 6 * MINUTE, alena, 'Follow-up');
    });
    jana.conversation = '';
    return jana;
  }

  async #talkWithJana(jana: Client): Promise<Client> {
    const { klara, tags } = this.company;
    return this.#tell(jana, async (story) => {
      await story.enters(14 * MINUTE, 'Jana Procházková', {
        form: { name: 'Jana Procházková', phone: '+420 602 418 773', topic: 'Přepis' },
        parameters: {
          'Customer no.': '4 018 227 561',
          EAN: '859182400204561120',
          Tariff: 'Lumen Fix 24 · D25d',
          Advance: '1 850 Kč / month',
        },
        page_views: [
          view(16 * MINUTE, 'Lumen: elektřina a plyn pro domácnosti', '/'),
          view(15 * MINUTE + 20, 'Můj Lumen: Smlouvy', '/muj/smlouvy'),
          view(14 * MINUTE + 30, 'Přepis odběrného místa, step 1', '/prepis/1'),
        ],
      });
      await story.says(
        13 * MINUTE + 40,
        'Dobrý den, potřebuji přepsat elektřinu na nové bydliště. Na formuláři po mně chtějí EAN kód a nevím, kde ho najdu.',
      );
      await story.accepted(13 * MINUTE + 22, klara);
      await story.answers(
        12 * MINUTE + 30,
        klara,
        'Dobrý den, paní Procházková, ráda pomohu. EAN je 18místné číslo, najdete ho na první straně smlouvy vpravo nahoře.',
      );
      await story.opens(8 * MINUTE, 'Přepis odběrného místa, step 2', '/prepis/2');
      await story.notes(
        7 * MINUTE,
        klara,
        'Alena started this transfer by phone on 3 Nov, documents are already in the DMS.',
        'notes',
      );
      await story.tags(6 * MINUTE, klara, [tags.get('Přepis odběru'), tags.get('VIP domácnost')]);
      await story.says(3 * MINUTE, 'Super, EAN mám.');
      await story.says(2 * MINUTE + 50, 'Tu smlouvu jsem našla, ale je psaná ještě na manžela. Vadí to?');
      await story.answers(
        MINUTE + 20,
        klara,
        'Nevadí. Stačí, když pan Procházka podepíše souhlas s převodem, formulář vám hned pošlu.',
      );
      await story.says(45, 'Děkuji. A můžu ho poslat i z telefonu?');
      story.allRead();
    });
  }

  async #talkWithOthers(): Promise<Client[]> {
    const { klara } = this.company;
    const petr = this.company.person('Petr Šimek');
    return [
      await this.#tell(this.#client('muj-lumen', 'firefox'), async (story) => {
        await story.enters(11 * MINUTE, 'Tomáš Svoboda');
        await story.says(11 * MINUTE - 9, 'Dobrý den, kde najdu poslední fakturu?');
        await story.accepted(10 * MINUTE, klara);
        await story.answers(4 * MINUTE, klara, 'Děkuji, posílám odkaz.');
        story.allRead();
      }),
      await this.#tell(this.#client('solar-shop', 'safari'), async (story) => {
        await story.enters(6 * MINUTE, 'Hannah Weber', { language: 'en' });
        await story.says(6 * MINUTE - 8, 'Hello, my inverter shows an error.');
        await story.accepted(5 * MINUTE, this.company.klara);
        await story.answers(5 * MINUTE - 20, klara, 'Hello, which number does it show?');
        story.allRead();
        await story.says(21, 'E-04, since this morning');
      }),
      await this.#tell(this.#client('muj-lumen', 'chrome'), async (story) => {
        await story.enters(9 * MINUTE, 'Milan Kučera');
        await story.says(9 * MINUTE - 8, 'Dobrý den, chci změnit účet pro platby.');
        await story.accepted(8 * MINUTE, petr);
      }),
    ];
  }

  /** The one who has waited longest was here before, with the same trouble. */
  async #letMarekWait(): Promise<Client> {
    const { klara, tags } = this.company;
    const petr = this.company.person('Petr Šimek');
    const marek = this.#client('demo', 'chrome');
    const days = 13 * DAY;
    await this.#tell(marek, async (story) => {
      await story.enters(days, 'Marek Dvořák');
      await story.says(days - 5, 'Reklamace vyúčtování za říjen');
      await story.redirected(days - 20, klara, petr, 'Reklamace, prosím převezmi');
      await story.accepted(days - 40, petr);
      await story.notes(
        days - 400,
        petr,
        'Asked for a photo of the meter, has not sent it yet.',
        'client-notes',
      );
      await story.ends(days - 9 * MINUTE, petr, 'Follow-up');
    });
    marek.conversation = '';
    return this.#tell(marek, async (story) => {
      await story.enters(252, 'Marek Dvořák', {
        form: { name: 'Marek Dvořák', phone: '+420 777 340 915', topic: 'Vyúčtování' },
        parameters: { Campaign: 'vyuctovani-podzim', Invoice: '2026 110 4471 · 14 300 Kč' },
        page_views: [
          view(310, 'Lumen: elektřina a plyn pro domácnosti', '/'),
          view(280, 'Vyúčtování a nedoplatky', '/vyuctovani'),
        ],
      });
      await story.says(
        250,
        'Přišel mi nedoplatek 14 300 Kč a nesedí mi stav elektroměru. Prosím o zavolání.',
      );
      await story.tags(200, klara, [tags.get('Complaint'), tags.get('Vyúčtování')]);
    });
  }

  async #letWait(): Promise<Client[]> {
    const { klara } = this.company;
    const petr = this.company.person('Petr Šimek');
    const wait = (
      ago: number,
      [widget, browser]: [string, keyof typeof BROWSERS],
      name: string,
      words: string,
      more: Partial<Enter> = {},
    ) =>
      this.#tell(this.#client(widget, browser), async (story) => {
        await story.enters(ago, name, more);
        await story.says(ago - 2, words);
      });
    return [
      await this.#letMarekWait(),
      await wait(161, ['demo', 'firefox'], '', 'Dobrý den, jak dlouho trvá nová přípojka?', { form: {} }),
      await wait(138, ['demo', 'android'], '', 'Nejde nám proud v celé ulici', {
        form: { phone: '+420 731 204 556' },
      }),
      await wait(97, ['muj-lumen', 'safari'], 'Lucie Horáková', 'Nemůžu se přihlásit do Můj Lumen'),
      await wait(80, ['solar-shop', 'edge'], 'James Whitfield', 'Do you deliver panels to Slovakia?', {
        language: 'en',
      }),
      await wait(58, ['demo', 'chrome'], 'Eva Krejčí', 'Chtěla bych přejít na nižší tarif'),
      await this.#tell(this.#client('reklamace', 'chrome'), async (story) => {
        await story.enters(44, 'Ondřej Beneš');
        await story.says(42, 'Posílám fotku elektroměru k reklamaci.');
        await story.redirected(31, petr, klara, 'Ptá se na přepis, ten řešíš ty. Fotku už mám.');
      }),
    ];
  }

  /** The server is down while its past is written. */
  async #letTimePass(): Promise<void> {
    const { server, klara, people } = this.company;
    await server.stop();
    const hour = 60 * MINUTE;
    letItBePast(server.database, this.#pasts, {
      'lenka.markova@lumen.cz': 20 * hour,
      'tereza.holubova@lumen.cz': 3 * DAY,
      'radek.bartos@lumen.cz': 2 * hour,
      'jakub.riha@lumen.cz': 8 * MINUTE,
    });
    await server.run();
    await klara.signIn();
    for (const name of ['Petr Šimek', 'Alena Veselá', 'Martina Pokorná', 'David Urban'])
      await people.get(name)?.signIn();
    await people.get('Martina Pokorná')?.get('PUT', '/me/status', { status: 'away' });
  }
}

function view(ago: number, title: string, path: string): NewPageView {
  return { id: uuid7(), at: timeOf(ago), title, url: `https://lumen.cz${path}` };
}
