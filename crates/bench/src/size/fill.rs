//! Years of conversations, told by the desk's own rules and stored by the store's own statements.

use crate::{lab::Lab, seed::Seed};
use anyhow::Context as _;
use desk::{
    ClientId, Conversation, ConversationId, Entry, Event, EventId, GroupId, OperatorId, Timestamp, WidgetId,
    capacity::Load,
    conversation::{Acceptor, NewConversation},
    text::Text,
};
use rand::{SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use std::{collections::BTreeMap, fs, path::Path, time::Instant};
use store::{Client, Conn, Origin, Store};
use uuid::Uuid;

/// Operators among whom the conversations are dealt out.
pub const OPERATORS: usize = 20;
/// Messages of a conversation.
const MESSAGES: usize = 10;
/// How many conversations a client has had.
const OF_A_CLIENT: usize = 5;
/// The newest ones still wait, those before them are talks.
pub const WAITING: usize = 200;
const ACTIVE: usize = 100;
/// A transaction holds so many conversations.
const BATCH: usize = 2_000;
/// Over how long they are spread, in seconds.
const YEARS: i64 = 3 * 365 * 86_400;
/// What is said is made of these.
const WORDS: [&str; 24] = [
    "meter",
    "invoice",
    "advance",
    "contract",
    "moving",
    "address",
    "reading",
    "panel",
    "roof",
    "grant",
    "tariff",
    "night",
    "please",
    "thank",
    "you",
    "when",
    "where",
    "could",
    "would",
    "again",
    "paid",
    "twice",
    "form",
    "signature",
];

/// Who serves, and whose queue.
struct People {
    group: GroupId,
    operators: Vec<OperatorId>,
}

/// Makes a desk in `folder`.
///
/// # Errors
/// When the server refuses, or the disk is full.
pub async fn fill(lab: &Lab, folder: &Path, conversations: usize) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let seed = Seed::new(lab, OPERATORS).await?;
    crate::lab::copy_files(&seed.folder, folder)?;
    let mut files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let file = files.find(|path| path.extension().is_some_and(|end| end == "sqlite")).context("no database")?;
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    let people = people(&store).await?;
    let (began, mut random) = (Instant::now(), StdRng::seed_from_u64(1));
    let start = Timestamp::now().as_second() - YEARS;
    for first in (0..conversations).step_by(BATCH) {
        let mut write = store.write().await?;
        for n in first..conversations.min(first + BATCH) {
            let at = start + YEARS * i64::try_from(n)? / i64::try_from(conversations)?;
            one(&mut write.conn(), &people, &mut random, n, conversations, Timestamp::from_second(at)?).await?;
        }
        write.commit(|| ()).await?;
        if first % (BATCH * 50) == 0 {
            eprintln!("{first} conversations of {conversations}: {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    store.close().await;
    Ok(())
}

async fn people(store: &Store) -> anyhow::Result<People> {
    let mut read = store.read().await?;
    let operators = read.conn().operators().await?;
    let groups = read.conn().groups().await?;
    let serve = operators.iter().filter(|operator| operator.email.starts_with("operator"));
    Ok(People { group: groups.first().context("no group")?.id, operators: serve.map(|operator| operator.id).collect() })
}

async fn one(
    conn: &mut Conn<'_>,
    people: &People,
    random: &mut StdRng,
    n: usize,
    of: usize,
    at: Timestamp,
) -> anyhow::Result<()> {
    let client = ClientId(Uuid::from_u128(u128::try_from(n / OF_A_CLIENT)? + (1 << 100)));
    if n.is_multiple_of(OF_A_CLIENT) {
        let number = n / OF_A_CLIENT;
        let email = Some(format!("client{number}@example.com"));
        let new = Client { id: client, name: Some(format!("Client {number}")), phone: None, email, first_seen_at: at };
        conn.insert_client(&new).await?;
    }
    let new = NewConversation {
        id: ConversationId(Uuid::from_u128(u128::try_from(n)? + (1 << 101))),
        client,
        entry: Entry::Chat,
        widget: Some(WidgetId("demo".into())),
        group: people.group,
        accept_by: None,
        answers: vec![],
        continues: None,
    };
    let (mut conversation, started) = Conversation::start(new, at);
    let _ = conversation.client_connected(at);
    conn.insert_conversation(&conversation, &Origin::default(), &BTreeMap::new(), None, None).await?;
    let events = happen(&mut conversation, people, random, of - n, at)?;
    for event in std::iter::once(started).chain(events) {
        let id = event.id.unwrap_or_else(|| EventId(Uuid::now_v7()));
        conn.append_event(conversation.id, id, &event).await?;
    }
    Ok(conn.save_conversation(&conversation, None).await?)
}

/// What happens in it; the last ones still run.
fn happen(
    conversation: &mut Conversation,
    people: &People,
    random: &mut StdRng,
    from_the_end: usize,
    at: Timestamp,
) -> anyhow::Result<Vec<Event>> {
    let second = |n: usize| Timestamp::from_second(at.as_second() + i64::try_from(n).unwrap_or_default() * 20);
    let mut events = vec![conversation.client_said(id(), said(random)?, second(0)?)?];
    if from_the_end <= WAITING {
        return Ok(events);
    }
    let operator = *people.operators.choose(random).context("no operator")?;
    let groups = [people.group];
    let acceptor = Acceptor { id: operator, groups: &groups, load: Load::default(), chat_limit: 50 };
    events.extend(conversation.accept(&acceptor, second(1)?)?);
    for n in 1..MESSAGES {
        events.push(if n % 2 == 0 {
            conversation.client_said(id(), said(random)?, second(n + 1)?)?
        } else {
            conversation.operator_said(operator, id(), said(random)?, second(n + 1)?)?
        });
    }
    if from_the_end > WAITING + ACTIVE {
        events.extend(conversation.end(operator, None, None, second(MESSAGES + 2)?)?);
    }
    Ok(events)
}

fn id() -> EventId {
    EventId(Uuid::now_v7())
}

fn said(random: &mut StdRng) -> anyhow::Result<Text> {
    let words: Vec<&str> = (0..20).filter_map(|_| WORDS.choose(random).copied()).collect();
    Ok(Text::parse(&words.join(" "))?)
}
