//! Years of conversations, told by `testkit`: by the desk's own rules and the store's own statements.

use crate::{lab::Lab, seed::Seed};
use anyhow::Context as _;
use desk::{ClientId, GroupId, OperatorId, Timestamp, WidgetId};
use rand::{SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use std::{fs, path::Path, time::Instant};
use store::{Client, Store};
use testkit::{Entrance, Ids, Telling};
use uuid::Uuid;

/// Operators among whom the conversations are dealt out.
pub const OPERATORS: usize = 20;
/// Messages of a conversation.
const MESSAGES: usize = 10;
/// How many conversations a client has had.
pub const OF_A_CLIENT: usize = 5;
/// The newest ones still wait, those before them are talks.
pub const WAITING: usize = 200;
const ACTIVE: usize = 100;
/// A transaction holds so many conversations.
const BATCH: usize = 2_000;
/// Over how long they are spread, in seconds.
const YEARS: i64 = 3 * 365 * 86_400;
/// What is said is made of these.
pub const WORDS: [&str; 24] = [
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
    let (start, mut ids) = (Timestamp::now().as_second() - YEARS, Ids::of_seed(1));
    for first in (0..conversations).step_by(BATCH) {
        let mut write = store.write().await?;
        let mut desk = Telling::new(write.conn(), ids);
        for n in first..conversations.min(first + BATCH) {
            let at = start + YEARS * i64::try_from(n)? / i64::try_from(conversations)?;
            one(&mut desk, &people, &mut random, n, conversations, Timestamp::from_second(at)?).await?;
        }
        ids = desk.ids;
        write.commit(|| ()).await?;
        index(&store).await?;
        if first % (BATCH * 50) == 0 {
            eprintln!("{first} conversations of {conversations}: {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    store.close().await;
    Ok(())
}

/// What a server's worker would do in its own time.
async fn index(store: &Store) -> anyhow::Result<()> {
    let (ended, running) = (500, i64::try_from(WAITING + ACTIVE)?);
    while store.index_some(ended, running, Timestamp::now()).await? > 0 {}
    Ok(())
}

async fn people(store: &Store) -> anyhow::Result<People> {
    let mut read = store.read().await?;
    let operators = read.conn().operators().await?;
    let groups = read.conn().groups().await?;
    let serve = operators.iter().filter(|operator| operator.email.starts_with("operator"));
    Ok(People { group: groups.first().context("no group")?.id, operators: serve.map(|operator| operator.id).collect() })
}

/// One of so many; the last ones still run.
async fn one(
    desk: &mut Telling<'_>,
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
        desk.conn.insert_client(&new).await?;
    }
    let second = |n: usize| Timestamp::from_second(at.as_second() + i64::try_from(n).unwrap_or_default() * 20);
    let from_the_end = of - n;
    let mut story = desk.enters(Entrance::new(client, WidgetId("demo".into()), people.group), at).await?;
    story.client_says(second(0)?, &said(random)).await?;
    if from_the_end > WAITING {
        let operator = *people.operators.choose(random).context("no operator")?;
        story.accepted(second(1)?, operator).await?;
        for n in 1..MESSAGES {
            let (at, words) = (second(n + 1)?, said(random));
            if n % 2 == 0 { story.client_says(at, &words).await? } else { story.says(at, operator, &words).await? }
        }
        if from_the_end > WAITING + ACTIVE {
            story.ends(second(MESSAGES + 2)?, operator, None).await?;
        }
    }
    story.told().await.map(drop)
}

fn said(random: &mut StdRng) -> String {
    let words: Vec<&str> = (0..20).filter_map(|_| WORDS.choose(random).copied()).collect();
    words.join(" ")
}
