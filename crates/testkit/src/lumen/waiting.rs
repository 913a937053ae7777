//! Who waits at Lumen now: for every entry that exists somebody, and in everybody's queue somebody.

use super::{
    Told,
    clients::{Browser, Coming, Visitor, visitor},
    company::Lumen,
    people::Who,
    sites::Site,
    words::{Label, Outcome},
};
use desk::Entry;

const DAY: i64 = 24 * 3_600;

/// Somebody who waits, since so many seconds.
struct Waiting {
    since: i64,
    who: Visitor,
    site: Site,
    words: &'static str,
}

/// Without a name one is told from others by what is wanted.
const fn nameless(key: &'static str, browser: Browser) -> Visitor {
    Visitor { key, ..visitor("", browser) }
}

const CHATS: [Waiting; 7] = [
    Waiting {
        since: 161,
        who: nameless("nová přípojka", Browser::Firefox),
        site: Site::Main,
        words: "Dobrý den, jak dlouho trvá nová přípojka?",
    },
    Waiting {
        since: 138,
        who: Visitor { phone: "+420 731 204 556", ..nameless("výpadek", Browser::Android) },
        site: Site::Main,
        words: "Nejde nám proud v celé ulici",
    },
    Waiting {
        since: 120,
        who: visitor("Milada Fialová", Browser::Edge),
        site: Site::Complaints,
        words: "Reklamovala jsem vyúčtování před měsícem a nic nepřišlo.",
    },
    Waiting {
        since: 97,
        who: visitor("Lucie Horáková", Browser::Iphone),
        site: Site::Portal,
        words: "Nemůžu se přihlásit do Můj Lumen",
    },
    Waiting {
        since: 80,
        who: Visitor {
            email: "james.whitfield@post.example",
            language: "en",
            ..visitor("James Whitfield", Browser::Edge)
        },
        site: Site::Shop,
        words: "Do you deliver panels to Slovakia?",
    },
    Waiting {
        since: 58,
        who: visitor("Eva Krejčí", Browser::Chrome),
        site: Site::Main,
        words: "Chtěla bych přejít na nižší tarif",
    },
    Waiting {
        since: 33,
        who: visitor("Radim Kos", Browser::Android),
        site: Site::Complaints,
        words: "Elektroměr ukazuje dvakrát tolik co loni.",
    },
];

/// Those who came in so.
const fn waiting(entry: Entry) -> &'static [Waiting] {
    match entry {
        Entry::Chat => &CHATS,
        // They come through no widget: `messengers`.
        Entry::Messenger | Entry::Whatsapp => &[],
    }
}

/// Tells it.
pub(super) async fn tell(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    marek(told, lumen).await?;
    for entry in Entry::ALL {
        for Waiting { since, who, site, words } in waiting(entry) {
            let phone = [("phone", who.phone)];
            let form: &[_] = if who.phone.is_empty() { &[] } else { &phone };
            let coming = Coming { entry, form, ..Coming::chat(who, *site) };
            let mut story = told.enters(lumen, *since, coming).await?;
            story.client_says(lumen.ago(since - 2), words).await?;
            story.told().await?;
        }
    }
    ondrej(told, lumen).await
}

/// Who has waited longest was here before, with the same trouble.
async fn marek(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    const MAREK: Visitor = Visitor { phone: "+420 777 340 915", ..visitor("Marek Dvořák", Browser::Chrome) };
    let (at, petr) = (|ago| lumen.ago(ago), lumen[Who::Petr]);
    let days = 13 * DAY;
    let mut story = told.enters(lumen, days, Coming::chat(&MAREK, Site::Main)).await?;
    story.client_says(at(days - 5), "Reklamace vyúčtování za říjen").await?;
    story.redirected(at(days - 20), lumen[Who::Klara], petr, "Reklamace, prosím převezmi").await?;
    story.accepted(at(days - 40), petr).await?;
    let note = "Asked for a photo of the meter, has not sent it yet.";
    story.notes_of_client(at(days - 400), petr, note).await?;
    story.ends(at(days - 540), petr, Some(lumen[Outcome::FollowUp])).await?;
    story.all_read();
    story.told().await?;

    let client = told.client(&MAREK, at(0)).await?;
    for (ago, path, title) in
        [(310, "/", "Lumen: elektřina a plyn pro domácnosti"), (280, "/vyuctovani", "Vyúčtování a nedoplatky")]
    {
        told.desk.page(client, &Site::Main.url(path), title, at(ago)).await?;
    }
    let coming = Coming {
        form: &[("phone", "+420 777 340 915"), ("topic", "Vyúčtování")],
        parameters: &[("Campaign", "vyuctovani-podzim"), ("Invoice", "2026 110 4471 · 14 300 Kč")],
        page: ("/vyuctovani", "Vyúčtování a nedoplatky"),
        ..Coming::chat(&MAREK, Site::Main)
    };
    let mut story = told.enters(lumen, 252, coming).await?;
    let words = "Přišel mi nedoplatek 14 300 Kč a nesedí mi stav elektroměru. Prosím o zavolání.";
    story.client_says(at(250), words).await?;
    story.tagged(at(200), lumen[Who::Klara], &[lumen[Label::Complaint], lumen[Label::Billing]]).await?;
    story.told().await.map(drop)
}

/// Petr sent him on to Klára.
async fn ondrej(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    const ONDREJ: Visitor = visitor("Ondřej Beneš", Browser::Chrome);
    let mut story = told.enters(lumen, 44, Coming::chat(&ONDREJ, Site::Complaints)).await?;
    story.client_says(lumen.ago(42), "Posílám fotku elektroměru k reklamaci.").await?;
    let note = "Ptá se na přepis, ten řešíš ty. Fotku už mám.";
    story.redirected(lumen.ago(31), lumen[Who::Petr], lumen[Who::Klara], note).await?;
    story.told().await.map(drop)
}
