//! What happened at Lumen in the last weeks: talks of every day, and clients whom nobody accepted.

use super::{
    Told,
    clients::{Browser, Coming, Visitor, visitor},
    company::Lumen,
    people::Who,
    sites::Site,
    words::{Label, Outcome},
};
use crate::Story;

/// Conversations of the past weeks.
pub(super) const PAST: i64 = 120;
/// So many on a day, so far apart, in seconds.
const A_DAY: i64 = 6;
const APART: i64 = 97 * 60;
const DAY: i64 = 24 * 3_600;
/// From one line of a talk to the next, in seconds.
const PACE: i64 = 38;
/// Of so many clients one leaves before anybody accepts, and of so many one's browser just goes away.
const LEAVES: i64 = 11;
const VANISHES: i64 = 17;

/// The last visit of somebody who is banned since, and one after which somebody was for a day.
const BANNED: i64 = 10;
const BANNED_ONCE: i64 = 20;
const REASON: &str = "Insults my colleagues, again and again.";

/// What clients think of it, with a word or without.
const RATINGS: [(u8, &str); 7] = [
    (5, "Rychlé a milé, děkuji."),
    (4, ""),
    (5, ""),
    (3, "Čekal jsem dost dlouho."),
    (5, ""),
    (1, "Nikdo mi nepomohl."),
    (4, "Díky!"),
];

/// One line of a talk.
enum Line {
    Client(&'static str),
    Operator(&'static str),
    /// Among colleagues.
    Note(&'static str),
    /// Of the client, over conversations.
    AboutClient(&'static str),
    Tag(Label),
}
use Line::{AboutClient, Client, Note, Operator, Tag};

struct Talk {
    site: Site,
    by: Who,
    lines: &'static [Line],
}

/// They come again and again, with one thing or another.
const VISITORS: [Visitor; 11] = [
    Visitor { email: "tomas.havel@post.example", ..visitor("Tomáš Havel", Browser::Android) },
    visitor("Eliška Benešová", Browser::Iphone),
    Visitor { phone: "+420 737 902 118", ..visitor("Josef Kratochvíl", Browser::Firefox) },
    visitor("Barbora Vlčková", Browser::Chrome),
    Visitor { email: "oneill@post.example", language: "en", ..visitor("Siobhan O’Neill", Browser::Edge) },
    visitor("Antonín Zeman", Browser::Android),
    Visitor { phone: "+420 605 771 340", ..visitor("Hana Doležalová", Browser::Iphone) },
    visitor("Vojtěch Sýkora", Browser::Chrome),
    Visitor { subject: "4018119043", ..visitor("Zdeňka Tomanová", Browser::Firefox) },
    Visitor { language: "en", ..visitor("Sofia Rossi", Browser::Iphone) },
    Visitor { key: "sobota", ..visitor("", Browser::Chrome) },
];

const TALKS: [Talk; 8] = [
    Talk {
        site: Site::Main,
        by: Who::Klara,
        lines: &[
            Client("Dobrý den, chtěl bych změnit výši zálohy."),
            Operator("Dobrý den, ráda pomohu. Jaká záloha by vám vyhovovala?"),
            Client("Třeba 1 850 Kč?"),
            Operator("Od příštího měsíce platí. Přehled najdete v Můj Lumen."),
            Tag(Label::Billing),
        ],
    },
    Talk {
        site: Site::Portal,
        by: Who::Petr,
        lines: &[
            Client("Přišlo mi vyúčtování dvakrát."),
            Operator("Omlouvám se, druhé je storno prvního. Platí částka 4 210 Kč."),
            Client("Aha, děkuji."),
        ],
    },
    Talk {
        site: Site::Main,
        by: Who::Alena,
        lines: &[
            Client("Nejde nám proud v celé ulici."),
            Operator("Technici jsou na cestě, do dvou hodin by měl proud téct."),
            Note("Outage 4711, Dlouhá street, reported by three clients."),
            Client("Díky za rychlou odpověď!"),
        ],
    },
    Talk {
        site: Site::Shop,
        by: Who::David,
        lines: &[
            Client("Montujete panely i na plochou střechu?"),
            Operator("Ano, na konstrukci se sklonem 15 stupňů. Mám vám poslat nabídku?"),
            Client("Prosím."),
            Tag(Label::Order),
        ],
    },
    Talk {
        site: Site::Main,
        by: Who::Alena,
        lines: &[
            Client("Kde najdu EAN kód?"),
            Operator("Na první straně smlouvy vpravo nahoře, má 18 číslic."),
            Client("Mám ho, děkuji."),
            Tag(Label::Vip),
        ],
    },
    Talk {
        site: Site::Portal,
        by: Who::Martina,
        lines: &[
            Client("Chci přejít na elektronické faktury."),
            Operator("Hotovo, příští faktura přijde e-mailem."),
            AboutClient("Wants invoices by e-mail only."),
            Tag(Label::Billing),
        ],
    },
    Talk {
        site: Site::Complaints,
        by: Who::Jakub,
        lines: &[
            Client("Reklamuji odečet za září, stav nesouhlasí."),
            Operator("Pošlete mi prosím fotku elektroměru, přepočítáme to."),
            Client("Pošlu večer."),
            Tag(Label::Complaint),
        ],
    },
    Talk {
        site: Site::Main,
        by: Who::Radek,
        lines: &[Client("Máte otevřeno i v sobotu?"), Operator("Ano, chat odpovídá od 8 do 14 hodin.")],
    },
];

/// Tells it, the oldest first.
pub(super) async fn tell(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    for n in (0..PAST).rev() {
        let ago = DAY * (1 + n / A_DAY) + APART * (n % A_DAY);
        let (talk, who) = (&TALKS[n as usize % TALKS.len()], &VISITORS[n as usize % VISITORS.len()]);
        let mut story = told.enters(lumen, ago, Coming::chat(who, talk.site)).await?;
        let mut lines = talk.lines.iter();
        if let Some(Client(first)) = lines.next() {
            story.client_says(lumen.ago(ago - 6), first).await?;
        }
        if n % LEAVES == LEAVES - 1 {
            story.client_ends(lumen.ago(ago - 140)).await?;
        } else if n % VANISHES == VANISHES - 1 {
            story.client_vanishes(lumen.ago(ago - 75)).await?;
        } else {
            let accepted = ago - 25 - 7 * (n % 9);
            served(&mut story, lumen, talk, lines, accepted).await?;
            let outcome = match n {
                n if n % 23 == 22 => Outcome::Spam,
                n if n % 5 == 4 => Outcome::FollowUp,
                _ => Outcome::Solved,
            };
            let end = accepted - PACE * 8;
            story.ends(lumen.ago(end), lumen[talk.by], Some(lumen[outcome])).await?;
            // Not everybody says what he or she thinks, and few are unhappy.
            if n % 3 != 1 {
                let (stars, comment) = RATINGS[n as usize % RATINGS.len()];
                story.rated(lumen.ago(end - 40), stars, comment).await?;
            }
        }
        if n == BANNED || n == BANNED_ONCE {
            let since = ago - 600;
            let until = (n == BANNED_ONCE).then(|| lumen.ago(since - DAY));
            story.bans(lumen.ago(since), lumen[Who::Alena], REASON, until).await?;
        }
        story.all_read();
        story.told().await?;
    }
    Ok(())
}

async fn served(
    story: &mut Story<'_, '_>,
    lumen: &Lumen,
    talk: &Talk,
    lines: impl Iterator<Item = &'static Line>,
    accepted: i64,
) -> anyhow::Result<()> {
    let (by, mut ago) = (lumen[talk.by], accepted);
    story.accepted(lumen.ago(ago), by).await?;
    for line in lines {
        ago -= PACE;
        let at = lumen.ago(ago);
        match line {
            Client(text) => story.client_says(at, text).await?,
            Operator(text) => story.says(at, by, text).await?,
            Note(text) => story.notes(at, by, text).await?,
            AboutClient(text) => story.notes_of_client(at, by, text).await?,
            Tag(label) => story.tagged(at, by, &[lumen[*label]]).await?,
        }
    }
    Ok(())
}
