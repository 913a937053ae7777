//! What is said at the made-up company.

/// One line of a talk.
pub enum Line {
    /// The client says it.
    Client(&'static str),
    /// The operator says it.
    Operator(&'static str),
    /// A note among colleagues.
    Note(&'static str),
    /// A note about the client.
    AboutClient(&'static str),
    /// A tag, by number: VIP, Complaint, Order, Transfer, Solar, Billing.
    Tag(usize),
    /// The operator asks a colleague in, by number, with a word; the colleague has not answered yet.
    Asks(usize, &'static str),
    /// The colleague who was asked in comes.
    Joins(usize),
    /// The colleague says it to the client.
    Guest(usize, &'static str),
}
use Line::{AboutClient, Asks, Client, Guest, Joins, Note, Operator, Tag};

/// A talk: the client, whom it is with (by number), what is said.
pub struct Talk {
    /// The client's name; empty: not given.
    pub client: &'static str,
    /// Phone number; empty: not given.
    pub phone: &'static str,
    /// E-mail address; empty: not given.
    pub email: &'static str,
    /// Language, browser, operating system, device.
    pub origin: [&'static str; 4],
    /// The group, by number.
    pub group: usize,
    /// The operator, by number.
    pub operator: usize,
    /// Values the page attached.
    pub parameters: &'static [(&'static str, &'static str)],
    /// What is said.
    pub lines: &'static [Line],
}

const WINDOWS: [&str; 4] = ["cs", "Chrome 142", "Windows 11", "desktop"];
const PHONE: [&str; 4] = ["cs", "Safari 18", "iOS 18", "mobile"];
const ANDROID: [&str; 4] = ["cs", "Chrome 142", "Android 15", "mobile"];
const ENGLISH: [&str; 4] = ["en", "Edge 142", "Windows 11", "desktop"];
const LINUX: [&str; 4] = ["cs", "Firefox 145", "Linux", "desktop"];

/// A talk of somebody who gave nothing but a name.
const fn talk(client: &'static str, origin: [&'static str; 4], lines: &'static [Line]) -> Talk {
    Talk { client, phone: "", email: "", origin, group: 0, operator: 0, parameters: &[], lines }
}

/// Talks of the past weeks, told again and again.
pub const HISTORY: [Talk; 7] = [
    Talk {
        phone: "+420 602 418 773",
        email: "jana.prochazkova@seznam.example",
        ..talk(
            "Jana Procházková",
            WINDOWS,
            &[
                Client("Dobrý den, chtěla bych snížit měsíční zálohu."),
                Operator("Dobrý den, ráda pomohu. Jaká záloha by vám vyhovovala?"),
                Client("Třeba 1 850 Kč?"),
                Operator("Od příštího měsíce platí. Přehled najdete v Můj Lumen."),
                Tag(5),
            ],
        )
    },
    Talk {
        group: 1,
        operator: 1,
        ..talk(
            "Tomáš Svoboda",
            ANDROID,
            &[
                Client("Přišlo mi vyúčtování dvakrát."),
                Operator("Omlouvám se, druhé je storno prvního. Platí částka 4 210 Kč."),
                Client("Aha, děkuji."),
            ],
        )
    },
    Talk {
        group: 2,
        operator: 2,
        ..talk(
            "Eva Krejčí",
            PHONE,
            &[
                Client("Nejde nám proud v celé ulici."),
                Operator("Technici jsou na cestě, do dvou hodin by měl proud téct."),
                Note("Outage 4711, Dlouhá street, reported by three clients."),
                Client("Díky za rychlou odpověď!"),
            ],
        )
    },
    Talk {
        group: 3,
        operator: 5,
        email: "james.whitfield@post.example",
        ..talk(
            "James Whitfield",
            ENGLISH,
            &[
                Client("Do you install solar panels on a flat roof?"),
                Operator("Yes, with a frame at 15 degrees. Shall I send you an offer?"),
                Client("Please do."),
                Tag(4),
            ],
        )
    },
    Talk {
        operator: 2,
        phone: "+420 777 340 915",
        ..talk(
            "Marek Dvořák",
            LINUX,
            &[
                Client("Kde najdu EAN kód?"),
                Operator("Na první straně smlouvy vpravo nahoře, má 18 číslic."),
                Client("Mám ho, děkuji."),
            ],
        )
    },
    Talk {
        group: 1,
        operator: 4,
        ..talk(
            "Lucie Horáková",
            PHONE,
            &[
                Client("Chci přejít na elektronické faktury."),
                Operator("Hotovo, příští faktura přijde e-mailem."),
                Tag(5),
            ],
        )
    },
    Talk {
        operator: 1,
        ..talk("", WINDOWS, &[Client("Máte otevřeno i v sobotu?"), Operator("Ano, chat odpovídá od 8 do 14 hodin.")])
    },
];

/// Talks that go on now, with how long ago they began, in seconds.
pub const RUNNING: [(Talk, i64); 5] = [
    (
        Talk {
            phone: "+420 602 418 773",
            email: "jana.prochazkova@seznam.example",
            parameters: &[
                ("Customer no.", "4 018 227 561"),
                ("EAN", "859182400204561120"),
                ("Tariff", "Lumen Fix 24 · D25d"),
            ],
            ..talk(
                "Jana Procházková",
                WINDOWS,
                &[
                    Client(
                        "Dobrý den, potřebuji přepsat elektřinu na nové bydliště. Na formuláři po mně chtějí EAN kód a nevím, kde ho najdu.",
                    ),
                    Operator(
                        "Dobrý den, paní Procházková, ráda pomohu. EAN je 18místné číslo, najdete ho na první straně smlouvy vpravo nahoře.",
                    ),
                    Note("Alena started this transfer by phone on 3 November, documents are already in the DMS."),
                    Tag(3),
                    AboutClient("Prefers e-mail over phone. Wants both addresses kept until 31 December."),
                    Client("Super, EAN mám."),
                    Client("Tu smlouvu jsem našla, ale je psaná ještě na manžela. Vadí to?"),
                    Operator("Nevadí. Stačí, když pan Procházka podepíše souhlas s převodem, formulář vám hned pošlu."),
                    Client("Děkuji. A můžu ho poslat i z telefonu?"),
                ],
            )
        },
        840,
    ),
    (
        talk(
            "Hannah Weber",
            ENGLISH,
            &[
                Client("My boiler shows E-04 since this morning."),
                Operator("Thank you, Hannah. Does it still heat the water?"),
                Asks(1, "E-04 is yours: is it the pump?"),
                Joins(1),
                Guest(1, "Hello Hannah, Petr here. Please switch it off and on once: is it E-04 again?"),
                Client("Yes, E-04 again, and cold water only."),
            ],
        ),
        410,
    ),
    (
        Talk {
            operator: 1,
            ..talk(
                "Tomáš Svoboda",
                ANDROID,
                &[Client("Jde platit kartou?"), Operator("Ano, odkaz k platbě je v každé faktuře.")],
            )
        },
        300,
    ),
    (
        Talk {
            group: 2,
            operator: 2,
            ..talk(
                "Karel Novotný",
                LINUX,
                &[
                    Client("Vypadává nám jistič."),
                    Operator("Stává se to po zapnutí něčeho?"),
                    Client("Po zapnutí bojleru, od té doby, co máme nové sazby."),
                    Asks(0, "He asks about his tariff, too. Could you come in?"),
                ],
            )
        },
        220,
    ),
    (
        Talk {
            group: 3,
            operator: 5,
            ..talk("Sofia Rossi", ENGLISH, &[Client("When will my panels arrive?"), Operator("Let me look that up.")])
        },
        160,
    ),
];

/// Clients who wait, with how long, in seconds.
pub const WAITING: [(Talk, i64); 7] = [
    (
        Talk {
            phone: "+420 777 340 915",
            group: 1,
            ..talk(
                "Marek Dvořák",
                WINDOWS,
                &[Client("Přišel mi nedoplatek 14 300 Kč a nesedí mi stav elektroměru. Prosím o zavolání.")],
            )
        },
        252,
    ),
    (talk("", LINUX, &[Client("Dobrý den, jak dlouho trvá nová přípojka?")]), 161),
    (Talk { phone: "+420 731 204 556", group: 2, ..talk("", ANDROID, &[Client("Nejde nám proud v celé ulici")]) }, 138),
    (talk("Lucie Horáková", PHONE, &[Client("Nemůžu se přihlásit do Můj Lumen")]), 97),
    (
        Talk {
            email: "james.whitfield@post.example",
            ..talk("James Whitfield", ENGLISH, &[Client("Do you deliver panels to Slovakia?")])
        },
        80,
    ),
    (Talk { group: 1, ..talk("Eva Krejčí", WINDOWS, &[Client("Chtěla bych přejít na nižší tarif")]) }, 58),
    (talk("Oleksandr Kovalenko", PHONE, &[Client("Добрий день, мені потрібна допомога з рахунком.")]), 4),
];
