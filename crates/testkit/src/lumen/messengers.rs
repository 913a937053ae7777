//! Lumen's page and number on outside messengers, and who writes to them. Their secrets are of no account: a made-up company
//! writes to nobody.

use super::{Secrets, Told, company::Lumen, people::Queue};
use crate::{Entrance, drawn};
use anyhow::Context as _;
use desk::{
    ChannelId, Details, Entry, Message, Timestamp,
    message::{Content, Outside},
    text::Text,
};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use store::{Channel, ChannelClient, Known};

/// For so long anything may be said after a client's last word.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// A page or number.
struct Connected {
    entry: Entry,
    name: &'static str,
    account: (&'static str, &'static str),
    more: &'static [(&'static str, &'static str)],
}

const PAGE: Connected = Connected {
    entry: Entry::Messenger,
    name: "Lumen na Facebooku",
    account: ("page_id", "112233445566778"),
    more: &[],
};
const NUMBER: Connected = Connected {
    entry: Entry::Whatsapp,
    name: "WhatsApp podpory",
    account: ("phone_number_id", "106540352242922"),
    more: &[("waba_id", "102290129340398")],
};

/// Somebody who writes, so many seconds ago.
struct Writes {
    ago: i64,
    name: &'static str,
    phone: Option<&'static str>,
    /// How the messenger knows him or her.
    known: (&'static str, &'static str),
    words: &'static str,
    /// What is sent after the words.
    content: Option<Content>,
}

const BARBORA: (&str, &str) = ("messenger", "112233445566778/7654321098765432");

/// What a client shows on a messenger.
#[derive(Clone, Debug)]
pub struct ClientPhoto {
    /// How the messenger knows the client: in what way, and under which name.
    pub known: (&'static str, &'static str),
    /// The picture, as PNG.
    pub picture: Vec<u8>,
}

/// What clients show of themselves.
///
/// # Errors
/// Never, but the encoder says so.
pub fn client_photos() -> anyhow::Result<[ClientPhoto; 1]> {
    Ok([ClientPhoto { known: BARBORA, picture: drawn::cat()? }])
}

/// The page, the number, and who waits there.
pub(super) async fn tell(told: &mut Told<'_, '_>, lumen: &Lumen, secrets: Secrets<'_>) -> anyhow::Result<()> {
    let page = connect(told, lumen, secrets, &PAGE).await?;
    let barbora = Writes {
        ago: 26,
        name: "Barbora Malá",
        phone: None,
        known: BARBORA,
        words: "Dobrý den, kde u vás najdu vyúčtování za loňský rok?",
        content: None,
    };
    writes(told, lumen, (page, &PAGE), barbora).await?;
    let number = connect(told, lumen, secrets, &NUMBER).await?;
    let ondrej = Writes {
        ago: 18,
        name: "Ondřej Král",
        phone: Some("+420602845311"),
        known: ("whatsapp_phone", "420602845311"),
        words: "Stojím u elektroměru a nejde otevřít skříň. Je to tady:",
        content: Some(Content::Location {
            latitude: 50.0755,
            longitude: 14.4378,
            name: None,
            address: Some("Korunní 40, Praha".into()),
        }),
    };
    writes(told, lumen, (number, &NUMBER), ondrej).await
}

async fn connect(
    told: &mut Told<'_, '_>,
    lumen: &Lumen,
    secrets: Secrets<'_>,
    it: &Connected,
) -> anyhow::Result<ChannelId> {
    let created_at = lumen.ago(90 * 24 * 3_600);
    let id = told.desk.ids.at(created_at);
    let settings = [it.account, ("verify_token", "lumen-verify")].into_iter().chain(it.more.iter().copied());
    let channel = Channel {
        id: ChannelId(id),
        kind: it.entry,
        name: it.name.into(),
        account: it.account.1.into(),
        group: lumen[Queue::Support],
        operator: None,
        routing: Vec::new(),
        settings: settings.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        sealed: (secrets.connected_with)(id).context("what a channel is connected with cannot be sealed")?,
        created_at,
        removed_at: None,
    };
    anyhow::ensure!(told.desk.conn.save_channel(&channel).await?, "{} is connected already", it.name);
    told.desk.conn.channel_heard(channel.id, true, lumen.ago(18)).await?;
    Ok(channel.id)
}

async fn writes(
    told: &mut Told<'_, '_>,
    lumen: &Lumen,
    (channel, of): (ChannelId, &Connected),
    who: Writes,
) -> anyhow::Result<()> {
    let at: Timestamp = lumen.ago(who.ago);
    let details = Details { name: Some(who.name.into()), phone: who.phone.map(Into::into), email: None };
    let client = told.desk.client(details, at).await?;
    let (kind, value) = who.known;
    told.desk.conn.add_identity(kind, value, client, at).await?;
    let known = ChannelClient {
        known: vec![Known { kind: kind.into(), value: value.into() }],
        last_message: None,
        last_at: Some(at),
        parameters: BTreeMap::new(),
        profile_at: Some(at),
    };
    told.desk.conn.save_channel_client(channel, client, &known).await?;
    let entrance = Entrance::of_messenger(client, of.entry, channel, lumen[Queue::Support]);
    let mut story = told.desk.enters(entrance, at).await?;
    story.may_be_answered_until(at + WINDOW);
    let sent = |content| Outside { sent_at: Some(at), content, ..Outside::default() };
    story.client_sends(at, Message::of_outside(Some(Text::parse(who.words)?), None, sent(None))).await?;
    if who.content.is_some() {
        let later = lumen.ago(who.ago - 2);
        story.client_sends(later, Message::of_outside(None, None, sent(who.content))).await?;
    }
    story.told().await?;
    Ok(())
}
