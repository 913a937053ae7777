//! Who talks at Lumen now.

use super::{
    KeptFile, Told,
    clients::{Browser, Coming, Visitor, visitor},
    company::Lumen,
    people::Who,
    sites::Site,
    words::{Label, Outcome},
};
use crate::{Story, drawn};
use desk::{
    Author, Message,
    details::{Changed, Kept},
    message::{Attachment, Quote},
    receipts::Side,
    text::Text,
};
use store::Merge;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
/// An invitation stays open for whoever looks at the demo a little later.
const STAYS_OPEN: i64 = 60 * MINUTE;

/// Her e-mail address is asked for: a template has it as a field to fill in.
const JANA: Visitor = Visitor { phone: "+420 602 418 773", ..visitor("Jana Procházková", Browser::Chrome) };
/// Jana again, on her phone, before anybody knew.
const JANA_ON_THE_PHONE: Visitor = Visitor {
    key: "Jana Procházková (phone)",
    phone: "+420 602 418 773",
    email: "j.prochazkova@firma.example",
    ..visitor("J. Procházková", Browser::Iphone)
};
const TOMAS: Visitor = Visitor {
    email: "tomas.svoboda@post.example",
    subject: "4018220917",
    ..visitor("Tomáš Svoboda", Browser::Firefox)
};
const HANNAH: Visitor = Visitor { language: "en", ..visitor("Hannah Weber", Browser::Iphone) };
const MILAN: Visitor = visitor("Milan Kučera", Browser::Chrome);
const KAREL: Visitor = visitor("Karel Novotný", Browser::Firefox);
const VERA: Visitor = Visitor { phone: "+420 608 115 240", ..visitor("Věra Malá", Browser::Android) };

/// Tells it.
pub(super) async fn tell(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    jana_before(told, lumen).await?;
    jana(told, lumen).await?;
    tomas(told, lumen).await?;
    hannah(told, lumen).await?;
    milan(told, lumen).await?;
    others(told, lumen).await
}

/// Three conversations of other days, one of them from her phone: since then the two are known to be one.
async fn jana_before(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let at = |ago| lumen.ago(ago);
    let days = 96 * DAY;
    let mut story = told.enters(lumen, days, Coming::chat(&JANA, Site::Main)).await?;
    story.client_says(at(days - 20), "Dobrý den, chtěla bych snížit měsíční zálohu.").await?;
    story.accepted(at(days - 45), lumen[Who::Klara]).await?;
    let answer = "Dobrý den, ráda pomohu. Jaká záloha by vám vyhovovala?";
    story.says(at(days - 90), lumen[Who::Klara], answer).await?;
    story.client_says(at(days - 130), "Třeba 1 850 Kč?").await?;
    story.ends(at(days - 4 * MINUTE), lumen[Who::Klara], Some(lumen[Outcome::Solved])).await?;
    story.all_read();
    story.told().await?;

    let days = 40 * DAY;
    let mut story = told.enters(lumen, days, Coming::chat(&JANA_ON_THE_PHONE, Site::Portal)).await?;
    story.client_says(at(days - 12), "Kde v aplikaci uvidím vyúčtování?").await?;
    story.accepted(at(days - 30), lumen[Who::Alena]).await?;
    story.says(at(days - 70), lumen[Who::Alena], "V sekci Dokumenty, vpravo nahoře je filtr podle roku.").await?;
    story.ends(at(days - 3 * MINUTE), lumen[Who::Alena], Some(lumen[Outcome::Solved])).await?;
    story.all_read();
    story.told().await?;

    let days = 22 * DAY;
    let mut story = told.enters(lumen, days, Coming::chat(&JANA, Site::Main)).await?;
    story.client_says(at(days - 10), "Co všechno potřebuji k přepisu elektřiny?").await?;
    story.accepted(at(days - 40), lumen[Who::Alena]).await?;
    story.says(at(days - 80), lumen[Who::Alena], "Smlouvu, stav elektroměru a EAN kód nového místa.").await?;
    let note =
        "Prefers e-mail over phone. Moving from Olomouc to Přerov in December, wants both addresses kept until 31. 12.";
    story.notes_of_client(at(days - 200), lumen[Who::Alena], note).await?;
    story.ends(at(days - 6 * MINUTE), lumen[Who::Alena], Some(lumen[Outcome::FollowUp])).await?;
    story.all_read();
    story.told().await?;

    let [this, other] = [&JANA, &JANA_ON_THE_PHONE].map(Visitor::details);
    let (survivor, merged) = (told.client(&JANA, at(0)).await?, told.client(&JANA_ON_THE_PHONE, at(0)).await?);
    let merge = Merge {
        id: told.desk.ids.at(at(days - 5 * MINUTE)),
        survivor,
        merged,
        by: Some(lumen[Who::Alena]),
        at: at(days - 5 * MINUTE),
        changed: Changed { before: this.clone(), after: this.kept(&other, Kept::default()) },
        undone_at: None,
    };
    Ok(told.desk.conn.merge(&merge).await?)
}

async fn jana(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let at = |ago| lumen.ago(ago);
    let klara = lumen[Who::Klara];
    let client = told.client(&JANA, at(0)).await?;
    let keys =
        ["elektroměr.png", "štítek.png", "Plná moc manžela.pdf"].map(|name| (told.clients.secrets.file_key)(name));
    for (ago, path, title) in [
        (16 * MINUTE, "/", "Lumen: elektřina a plyn pro domácnosti"),
        (15 * MINUTE + 20, "/muj/smlouvy", "Můj Lumen: Smlouvy"),
        (14 * MINUTE + 30, "/prepis/1", "Přepis odběrného místa, step 1"),
    ] {
        told.desk.page(client, &Site::Main.url(path), title, at(ago)).await?;
    }
    let coming = Coming {
        form: &[("phone", "+420 602 418 773"), ("topic", "Přepis")],
        parameters: &[
            ("Customer no.", "4 018 227 561"),
            ("EAN", "859182400204561120"),
            ("Tariff", "Lumen Fix 24 · D25d"),
            ("Advance", "1 850 Kč / month"),
        ],
        page: ("/prepis/1", "Přepis odběrného místa, step 1"),
        ..Coming::chat(&JANA, Site::Main)
    };
    let mut kept = Vec::new();
    let mut story = told.enters(lumen, 14 * MINUTE, coming).await?;
    let first = "Dobrý den, potřebuji přepsat elektřinu na nové bydliště. Na formuláři po mně chtějí EAN kód a nevím, kde ho najdu.";
    story.client_says(at(13 * MINUTE + 40), first).await?;
    story.accepted(at(13 * MINUTE + 22), klara).await?;
    let where_it_is = "Dobrý den, paní Procházková, ráda pomohu. EAN je 18místné číslo, najdete ho na první straně smlouvy vpravo nahoře, nebo na štítku elektroměru.";
    story.says(at(12 * MINUTE + 30), klara, where_it_is).await?;
    let quote = quote(&story, Author::Operator(klara), where_it_is)?;

    let [meter, label, power] = keys;
    let sent = at(9 * MINUTE);
    let photos = [
        (("elektroměr.png", "image/png", Some((800, 600))), meter, drawn::meter()?),
        (("štítek.png", "image/png", Some((600, 800))), label, drawn::label()?),
    ];
    let mut files = Vec::new();
    for (file, key, bytes) in photos {
        files.push(upload(&mut story, &mut kept, lumen.ago(9 * MINUTE + 5), file, key, bytes).await?);
    }
    let message = Message::new(Some(Text::parse("Fotky posílám hned")?), files, Some(quote))?;
    story.client_sends(sent, message).await?;
    story.opens(at(8 * MINUTE), &Site::Main.url("/prepis/2"), "Přepis odběrného místa, step 2").await?;
    let note = "Alena started this transfer by phone on 3 Nov, documents are already in the DMS.";
    story.notes(at(7 * MINUTE), klara, note).await?;
    story.tagged(at(6 * MINUTE), klara, &[lumen[Label::Transfer], lumen[Label::VipHousehold]]).await?;
    let document = drawn::pdf("Plna moc", &["Jan Prochazka zmocnuje Janu Prochazkovou", "k prepisu odberneho mista."]);
    let file = ("Plná moc manžela.pdf", "application/pdf", None);
    let file = upload(&mut story, &mut kept, at(3 * MINUTE + 40), file, power, document).await?;
    story.client_sends(at(3 * MINUTE + 30), Message::new(None, vec![file], None)?).await?;
    story.client_says(at(3 * MINUTE), "Super, EAN mám.").await?;
    let question = "Tu smlouvu jsem našla, ale je psaná ještě na manžela. Vadí to?";
    story.client_says(at(2 * MINUTE + 50), question).await?;
    let answer = "Nevadí. Stačí, když pan Procházka podepíše souhlas s převodem, formulář vám hned pošlu.";
    story.says(at(MINUTE + 20), klara, answer).await?;
    story.client_says(at(45), "Děkuji. A můžu ho poslat i z telefonu?").await?;
    story.all_read();
    story.told().await?;
    told.files.extend(kept);
    Ok(())
}

/// Known to Lumen's own site, and read by Klára.
async fn tomas(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let (at, klara) = (|ago| lumen.ago(ago), lumen[Who::Klara]);
    let mut story = told.enters(lumen, 11 * MINUTE, Coming::chat(&TOMAS, Site::Portal)).await?;
    story.client_says(at(11 * MINUTE - 9), "Dobrý den, kde najdu poslední fakturu?").await?;
    story.accepted(at(10 * MINUTE), klara).await?;
    story.says(at(4 * MINUTE), klara, "Děkuji, posílám odkaz.").await?;
    story.all_read();
    story.told().await.map(drop)
}

/// Who knows solar inverters is in it, and her last words nobody has read.
async fn hannah(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let (at, klara, david) = (|ago| lumen.ago(ago), lumen[Who::Klara], lumen[Who::David]);
    let mut story = told.enters(lumen, 6 * MINUTE, Coming::chat(&HANNAH, Site::Shop)).await?;
    story.client_says(at(6 * MINUTE - 8), "Hello, my inverter shows an error.").await?;
    story.accepted(at(5 * MINUTE), klara).await?;
    story.says(at(5 * MINUTE - 20), klara, "Hello, which number does it show?").await?;
    let note = "An inverter with an error, could you look?";
    story.tagged(at(4 * MINUTE), klara, &[lumen[Label::Solar]]).await?;
    story.invites(at(3 * MINUTE), klara, david, note, at(0)).await?;
    story.joins(at(2 * MINUTE + 40), david).await?;
    story.says(at(2 * MINUTE + 10), david, "Hello Hannah, David here. The number stands below the lamp.").await?;
    story.all_read();
    story.client_says(at(21), "E-04, since this morning").await?;
    story.drafts(at(15), klara, "Thank you, David will").await?;
    story.told().await.map(drop)
}

/// Petr has no room for more, and asks Klára.
async fn milan(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let (at, petr) = (|ago| lumen.ago(ago), lumen[Who::Petr]);
    let mut story = told.enters(lumen, 9 * MINUTE, Coming::chat(&MILAN, Site::Portal)).await?;
    story.client_says(at(9 * MINUTE - 8), "Dobrý den, chci změnit účet pro platby.").await?;
    story.accepted(at(8 * MINUTE), petr).await?;
    story.read_by(Side::Operator);
    let note = "Účet pro platby jsem ještě neměnil, můžeš mi ukázat kde?";
    story.invites(at(50), petr, lumen[Who::Klara], note, at(-STAYS_OPEN)).await?;
    story.told().await.map(drop)
}

/// Talks of colleagues.
async fn others(told: &mut Told<'_, '_>, lumen: &Lumen) -> anyhow::Result<()> {
    let at = |ago| lumen.ago(ago);
    let (alena, martina) = (lumen[Who::Alena], lumen[Who::Martina]);
    let mut story = told.enters(lumen, 12 * MINUTE, Coming::chat(&KAREL, Site::Main)).await?;
    story.client_says(at(12 * MINUTE - 6), "Vypadává nám jistič.").await?;
    story.accepted(at(11 * MINUTE), alena).await?;
    story.says(at(10 * MINUTE), alena, "Stává se to po zapnutí něčeho?").await?;
    story.client_says(at(9 * MINUTE), "Po zapnutí bojleru, od té doby, co máme nové sazby.").await?;
    story.all_read();
    story.told().await?;

    let mut story = told.enters(lumen, 7 * MINUTE, Coming::chat(&VERA, Site::Portal)).await?;
    story.client_says(at(7 * MINUTE - 5), "Chci přejít na elektronické faktury.").await?;
    story.accepted(at(6 * MINUTE), martina).await?;
    story.says(at(5 * MINUTE), martina, "Hotovo, příští faktura přijde e-mailem.").await?;
    story.tagged(at(4 * MINUTE), martina, &[lumen[Label::Billing]]).await?;
    story.all_read();
    story.told().await.map(drop)
}

/// The last message, quoted in a reply.
fn quote(story: &Story<'_, '_>, author: Author, text: &str) -> anyhow::Result<Quote> {
    Ok(Quote { seq: story.conversation().last_seq, author, words: Text::parse(text)?.first_words() })
}

/// Name, media type, and of a picture width and height in pixels.
type Sort = (&'static str, &'static str, Option<(u32, u32)>);

async fn upload(
    story: &mut Story<'_, '_>,
    kept: &mut Vec<KeptFile>,
    at: desk::Timestamp,
    (name, media_type, dimensions): Sort,
    key: String,
    bytes: Vec<u8>,
) -> anyhow::Result<Attachment> {
    let id = story.file_id(at);
    let (name, media_type, size) = (name.to_owned(), media_type.to_owned(), u64::try_from(bytes.len())?);
    let file = Attachment { id, name, media_type, size, dimensions, key };
    let author = Author::Client(story.conversation().client);
    story.uploads(at, author, file.clone()).await?;
    kept.push(KeptFile { id, bytes });
    Ok(file)
}
