//! Between the words of messengers and those of the desk.

use crate::wire::channel::{Capabilities, CheckFinding, CheckedWhat, FileLimit};
use channels::{Check, Finding, Part as Heard};
use desk::{
    FileId,
    delivery::FailedWhy,
    message::{Card, Content, Item, Media, MediaKind, Outside},
    text::Text,
};
use store::Source;
use uuid::Uuid;

/// Cards and lines of one message that are kept.
const MOST_LINES: usize = 50;
/// The longest word of a card or a place, in characters.
const LONGEST_WORD: usize = 300;

/// A message as the desk has it, without what it answers.
pub struct Understood {
    /// Its words.
    pub text: Option<Text>,
    /// What else.
    pub outside: Outside,
    /// Where its media are.
    pub sources: Vec<(FileId, Source)>,
}

/// What a client said, in the desk's words.
#[must_use]
pub fn understood(said: &channels::Said) -> Understood {
    let (mut words, mut outside, mut sources) = (Vec::new(), Outside::default(), Vec::new());
    for part in &said.parts {
        match part {
            Heard::Text(text) => words.push(text.as_str()),
            Heard::Media(medium) => {
                let id = FileId(Uuid::now_v7());
                let kind = media_kind(medium.kind);
                let name = medium.name.as_deref().map(crate::actions::files::clean_name);
                outside.media.push(Media { id, kind, name: name.clone() });
                let source = Source {
                    kind: kind_word(medium.kind).to_owned(),
                    id: medium.id.clone(),
                    url: medium.url.clone(),
                    media_type: medium.media_type.clone(),
                    name,
                };
                sources.push((id, source));
            }
            Heard::Location { latitude, longitude, name, address } => {
                outside.content = Some(Content::Location {
                    latitude: *latitude,
                    longitude: *longitude,
                    name: name.as_deref().map(short),
                    address: address.as_deref().map(short),
                });
            }
            Heard::Contacts(cards) => {
                let all = |values: &[String]| values.iter().take(10).map(|it| short(it)).collect();
                let card = |card: &channels::Card| Card {
                    name: short(&card.name),
                    phones: all(&card.phones),
                    emails: all(&card.emails),
                    company: card.company.as_deref().map(short),
                };
                outside.content = Some(Content::Contacts { cards: cards.iter().take(MOST_LINES).map(card).collect() });
            }
            Heard::Order(items) => {
                let item = |item: &channels::Item| Item {
                    product: short(&item.product),
                    quantity: short(&item.quantity),
                    price: item.price.as_deref().map(short),
                    currency: item.currency.as_deref().map(short),
                };
                outside.content = Some(Content::Order { items: items.iter().take(MOST_LINES).map(item).collect() });
            }
            Heard::Unsupported { kind } => {
                // What can be shown says more.
                if outside.content.is_none() {
                    outside.content = Some(Content::Unsupported { what: short(kind) });
                }
            }
        }
    }
    outside.forwarded = said.forwarded;
    outside.payload = said.payload.as_deref().map(short);
    Understood { text: Text::from_outside(&words.join("\n")), outside, sources }
}

fn short(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(LONGEST_WORD).collect()
}

const fn media_kind(kind: channels::MediaKind) -> MediaKind {
    match kind {
        channels::MediaKind::Image => MediaKind::Image,
        channels::MediaKind::Video => MediaKind::Video,
        channels::MediaKind::Audio => MediaKind::Audio,
        channels::MediaKind::Voice => MediaKind::Voice,
        channels::MediaKind::Sticker => MediaKind::Sticker,
        channels::MediaKind::File => MediaKind::File,
    }
}

const fn kind_word(kind: channels::MediaKind) -> &'static str {
    match kind {
        channels::MediaKind::Image => "image",
        channels::MediaKind::Video => "video",
        channels::MediaKind::Audio => "audio",
        channels::MediaKind::Voice => "voice",
        channels::MediaKind::Sticker => "sticker",
        channels::MediaKind::File => "file",
    }
}

/// A medium as the messenger is asked for it.
#[must_use]
pub fn medium(source: &Source) -> channels::Media {
    let kinds = [
        channels::MediaKind::Image,
        channels::MediaKind::Video,
        channels::MediaKind::Audio,
        channels::MediaKind::Voice,
        channels::MediaKind::Sticker,
    ];
    let kind = kinds.into_iter().find(|kind| kind_word(*kind) == source.kind).unwrap_or(channels::MediaKind::File);
    channels::Media {
        kind,
        id: source.id.clone(),
        url: source.url.clone(),
        media_type: source.media_type.clone(),
        name: source.name.clone(),
    }
}

/// Why something did not get to a client.
#[must_use]
pub const fn why(why: channels::FailedWhy) -> FailedWhy {
    match why {
        channels::FailedWhy::Window => FailedWhy::Window,
        channels::FailedWhy::Unreachable => FailedWhy::Unreachable,
        channels::FailedWhy::OptedOut => FailedWhy::OptedOut,
        channels::FailedWhy::TooFast => FailedWhy::TooFast,
        channels::FailedWhy::Temporary => FailedWhy::Temporary,
        channels::FailedWhy::Token => FailedWhy::Token,
        channels::FailedWhy::Permission => FailedWhy::Permission,
        channels::FailedWhy::Account => FailedWhy::Account,
        channels::FailedWhy::Content => FailedWhy::Content,
        channels::FailedWhy::Template => FailedWhy::Template,
        channels::FailedWhy::Gone => FailedWhy::Gone,
        channels::FailedWhy::HeldElsewhere => FailedWhy::HeldElsewhere,
        channels::FailedWhy::NoAnswer => FailedWhy::NoAnswer,
        channels::FailedWhy::Other => FailedWhy::Other,
    }
}

/// What a messenger says of a failure, with its numbers: what one looks for.
#[must_use]
pub fn told(failure: &channels::Failure) -> String {
    let number = match (failure.code, failure.subcode) {
        (Some(code), Some(subcode)) => format!(" ({code}/{subcode})"),
        (Some(code), None) => format!(" ({code})"),
        (None, _) => String::new(),
    };
    format!("{}{number}", failure.said.chars().take(LONGEST_WORD).collect::<String>()).trim().to_owned()
}

/// Whether a failure is the page's or number's own, whoever the client is.
#[must_use]
pub const fn is_of_account(why: FailedWhy) -> bool {
    matches!(
        why,
        FailedWhy::Token | FailedWhy::Permission | FailedWhy::Account | FailedWhy::Settings | FailedWhy::Subscription
    )
}

/// What was looked at in a test.
#[must_use]
pub const fn checked(what: Check) -> CheckedWhat {
    match what {
        Check::Token => CheckedWhat::Token,
        Check::Permission => CheckedWhat::Permission,
        Check::Account => CheckedWhat::Account,
        Check::Subscription => CheckedWhat::Subscription,
        Check::Signature => CheckedWhat::Signature,
        Check::Reachability => CheckedWhat::Reachability,
    }
}

/// What exactly was found in a test.
#[must_use]
pub const fn finding(found: Finding) -> CheckFinding {
    match found {
        Finding::Expired => CheckFinding::Expired,
        Finding::PasswordChanged => CheckFinding::PasswordChanged,
        Finding::AppRemoved => CheckFinding::AppRemoved,
        Finding::OfAPerson => CheckFinding::OfAPerson,
        Finding::Refused => CheckFinding::Refused,
        Finding::Missing => CheckFinding::Missing,
        Finding::NotThere => CheckFinding::NotThere,
        Finding::Another => CheckFinding::Another,
        Finding::NotSubscribed => CheckFinding::NotSubscribed,
        Finding::NoMessages => CheckFinding::NoMessages,
        Finding::NotTheApps => CheckFinding::NotTheApps,
        Finding::NoWebhook => CheckFinding::NoWebhook,
        Finding::Off => CheckFinding::Off,
        Finding::Elsewhere => CheckFinding::Elsewhere,
        Finding::OtherName => CheckFinding::OtherName,
        Finding::NotPublic => CheckFinding::NotPublic,
        Finding::NoApp => CheckFinding::NoApp,
        Finding::NoAnswer => CheckFinding::NoAnswer,
        Finding::Busy => CheckFinding::Busy,
        Finding::SecretFirst => CheckFinding::SecretFirst,
    }
}

/// What can be sent.
#[must_use]
pub fn capabilities(can: &channels::Capabilities) -> Capabilities {
    let file = |limit: &channels::FileLimit| FileLimit {
        types: limit.types.iter().map(|&it| it.to_owned()).collect(),
        most: limit.most,
    };
    Capabilities {
        text: u32::try_from(can.text).unwrap_or(u32::MAX),
        files: can.files.iter().map(file).collect(),
        replies: can.replies,
        reactions: can.reactions.map(|signs| signs.iter().map(|&sign| sign.to_owned()).collect()),
        typing: can.typing,
        window_hours: can.window_hours,
        templates: can.templates,
    }
}
