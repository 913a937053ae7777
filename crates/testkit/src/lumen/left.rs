//! What clients left at Lumen in the evening, while nobody was there; and the mails that tell of it.

use super::{
    Told,
    clients::{Browser, Visitor, visitor},
    company::Lumen,
    people::Who,
    sites::Site,
};
use desk::{
    Entry, OfflineRequest, OfflineRequestId,
    offline::{Filled, Means, Stage, Why},
};
use store::NewMail;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// How far it is.
enum Far {
    Open,
    TakenBy(Who),
    Answered(Who, Means, Option<&'static str>),
    Closed(Who),
}

/// A request, left so many seconds ago.
struct Left {
    ago: i64,
    who: Visitor,
    site: Site,
    topic: &'static str,
    message: &'static str,
    far: Far,
}

const LEFT: [Left; 6] = [
    Left {
        ago: 13 * HOUR + 20 * MINUTE,
        who: Visitor {
            phone: "+420 604 220 118",
            email: "d.rihova@post.example",
            ..visitor("Dana Říhová", Browser::Iphone)
        },
        site: Site::Main,
        topic: "Přepis",
        message: "Chtěla bych přepsat odběrné místo po mamince. Co k tomu potřebuji a stačí to poslat e-mailem?",
        far: Far::Open,
    },
    Left {
        ago: 11 * HOUR,
        who: Visitor { email: "libor.hajek@firma.example", ..visitor("Libor Hájek", Browser::Edge) },
        site: Site::Portal,
        topic: "Vyúčtování",
        message: "Ve vyúčtování za říjen mám dvakrát stejnou položku. Prosím o opravný daňový doklad.",
        far: Far::Open,
    },
    Left {
        ago: 9 * HOUR + 5 * MINUTE,
        who: Visitor { language: "en", email: "s.oconnor@post.example", ..visitor("Sean O'Connor", Browser::Chrome) },
        site: Site::Shop,
        topic: "",
        message: "Could you send me an offer for eight panels with a battery, including installation?",
        far: Far::TakenBy(Who::Klara),
    },
    Left {
        ago: 8 * HOUR + 40 * MINUTE,
        who: Visitor { phone: "+420 775 901 340", ..visitor("Pavel Doležal", Browser::Android) },
        site: Site::Portal,
        topic: "Záloha",
        message: "Zavolejte mi prosím kvůli snížení zálohy, na e-mail se nedostanu.",
        far: Far::TakenBy(Who::Petr),
    },
    Left {
        ago: 30 * HOUR,
        who: Visitor { email: "irena.blahova@post.example", ..visitor("Irena Bláhová", Browser::Firefox) },
        site: Site::Main,
        topic: "Něco jiného",
        message: "Kde najdu číslo odběrného místa? Na smlouvě ho nevidím.",
        far: Far::Answered(
            Who::Klara,
            Means::Email,
            Some("Dobrý den, paní Bláhová,\nEAN je na první straně smlouvy vpravo nahoře, začíná 8591824."),
        ),
    },
    Left {
        ago: 52 * HOUR,
        who: Visitor { phone: "+420 601 334 872", ..visitor("Otakar Vlk", Browser::Android) },
        site: Site::Main,
        topic: "Přepis",
        message: "Už je to vyřízené, děkuji.",
        far: Far::Closed(Who::Alena),
    },
];

/// Tells it.
pub(super) async fn tell(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    for left in &LEFT {
        let at = lumen.ago(left.ago);
        let client = told.client(&left.who, at).await?;
        let details = left.who.details();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut request = OfflineRequest {
            id: OfflineRequestId(told.desk.ids.at(at)),
            client,
            entry: Entry::Chat,
            widget: left.site.id(),
            group: lumen[left.site.queue()],
            filled: Filled {
                name: details.name,
                phone: details.phone,
                email: details.email,
                topic: some(left.topic),
                message: some(left.message),
                language: some(left.who.language),
                page: Some(left.site.url("/kontakt")),
                ..Filled::default()
            },
            why: Why::Offline,
            waited_in: None,
            created_at: at,
            stage: Stage::Open,
            operator: None,
            version: 1,
            history: Vec::new(),
        };
        let later = lumen.ago(left.ago / 4);
        match &left.far {
            Far::Open => {}
            Far::TakenBy(who) => drop(request.take(lumen[*who], false, later)?),
            Far::Answered(who, means, text) => {
                request.answer(lumen[*who], *means, text.map(str::to_owned), later)?;
            }
            Far::Closed(who) => drop(request.close(lumen[*who], false, later)?),
        }
        told.desk.conn.insert_offline_request(&request).await?;
        if request.stage == Stage::Open {
            let who = request.filled.name.clone().unwrap_or_default();
            let mail = NewMail {
                id: told.desk.ids.at(at),
                kind: "offline-request",
                about: Some(request.id.0),
                to_address: super::sites::TOLD_OF_REQUESTS.into(),
                to_name: None,
                reply_to: request.filled.email.clone(),
                subject: format!("Vzkaz: {who}"),
                text: left.message.into(),
                html: None,
            };
            told.desk.conn.add_mail(&mail, at).await?;
        }
    }
    Ok(())
}
