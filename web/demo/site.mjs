/**
 * The pages of the demonstration company and the words of their frame, one entry a language.
 * Lumen does not exist; its site is here so that the widget can be tried on a page like any other.
 */
export const LANGUAGES = {
  en: {
    root: '/demo',
    name: 'English',
    skip: 'Skip to content',
    nav_label: 'Main',
    footer: 'Lumen Energie a.s., Slunečná 12, 602 00 Brno. Power cuts, day and night: 800 000 118.',
    notice:
      'Lumen is a made-up company. This site belongs to Hovorna and shows how its widget sits on a page.',
    pages: {
      '': [
        'Electricity, gas and solar',
        'Home',
        'Electricity, gas and solar panels from one supplier.',
      ],
      tariffs: ['Tariffs', 'Tariffs', 'Three tariffs without small print.'],
      moving: [
        'Moving house',
        'Moving house',
        'Move your electricity to a new address in ten minutes.',
      ],
      'moving/done': ['Thank you', null, 'What happens next.'],
      contact: ['Contact', 'Contact', 'Where to find us and when.'],
    },
  },
  cs: {
    root: '/demo/cs',
    name: 'Čeština',
    skip: 'Přejít na obsah',
    nav_label: 'Hlavní nabídka',
    footer: 'Lumen Energie a.s., Slunečná 12, 602 00 Brno. Poruchy nonstop: 800 000 118.',
    notice:
      'Lumen je smyšlená firma. Stránky patří k Hovorně a ukazují, jak její widget vypadá na webu.',
    pages: {
      '': [
        'Elektřina, plyn a fotovoltaika',
        'Úvod',
        'Elektřina, plyn a solární panely od jednoho dodavatele.',
      ],
      tariffs: ['Tarify', 'Tarify', 'Tři tarify bez drobného písma.'],
      moving: ['Stěhování', 'Stěhování', 'Elektřinu přepíšeme na novou adresu za deset minut.'],
      'moving/done': ['Děkujeme', null, 'Co bude dál.'],
      contact: ['Kontakt', 'Kontakt', 'Kde a kdy nás najdete.'],
    },
  },
};
