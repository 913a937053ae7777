//! Lumen is full wherever somebody looks, and the same each time it is told.

use desk::{ConversationId, Entry, OperatorId, Stage, Timestamp, event::EndCause};
use std::{collections::HashSet, path::PathBuf};
use store::{Listed, OfflineWanted, Shown, Store, StoredEvent};
use testkit::lumen::{self, KeptFile, Secrets, Who};
use uuid::Uuid;

const NOW: i64 = 1_800_000_000;

/// A database of its own for each test, gone with it.
struct Told {
    store: Store,
    files: Vec<KeptFile>,
    folder: PathBuf,
}

impl Told {
    async fn now(folder: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-testkit-{folder}-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.join("hovorna.sqlite").display())).await.unwrap();
        let secrets = Secrets {
            password_hash: "hash",
            token_hash: &|client| format!("token of {client}"),
            file_key: &|file| format!("key of {file}"),
            signed_with: &|id| Some(format!("sealed for {id}")),
            told_with: &|id| Some(format!("sealed for {id}")),
            connected_with: &|id| Some(format!("sealed for {id}")),
        };
        let files = lumen::tell(&store, secrets, Timestamp::from_second(NOW).unwrap()).await.unwrap();
        Self { store, files, folder }
    }

    async fn list(&self, which: Listed) -> Vec<Shown> {
        self.store.read().await.unwrap().conn().list(which).await.unwrap()
    }

    async fn state(&self, state: &'static str) -> Vec<Shown> {
        let operator = OperatorId(Uuid::nil());
        self.list(Listed::State { state, operator, all: true, after: None, limit: 1_000 }).await
    }

    async fn events(&self, of: ConversationId) -> Vec<StoredEvent> {
        self.store.read().await.unwrap().conn().events_after(of, 0, 1_000).await.unwrap()
    }

    async fn operator(&self, who: Who) -> OperatorId {
        let operators = self.store.read().await.unwrap().conn().operators().await.unwrap();
        operators.into_iter().find(|operator| operator.email == who.email()).unwrap().id
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn requests_stand_at_every_stage_and_the_open_ones_are_told_by_mail() {
    let told = Told::now("left").await;
    let mut read = told.store.read().await.unwrap();
    for stage in desk::offline::Stage::ALL {
        let wanted = OfflineWanted { stage: Some(stage), seen_by: None, client: None, after: None, limit: 100 };
        assert!(!read.conn().offline_requests(wanted).await.unwrap().is_empty(), "{stage:?}");
    }
    let open: u32 = read.conn().open_offline_requests().await.unwrap().iter().map(|(_, open)| open).sum();
    assert_eq!(read.conn().mail_counts().await.unwrap().waiting, open);
}

#[tokio::test]
async fn told_twice_for_a_moment_it_is_the_same() {
    let (one, other) = (Told::now("one").await, Told::now("other").await);
    for state in ["waiting", "active", "ended"] {
        let (these, those) = (one.state(state).await, other.state(state).await);
        assert_eq!(format!("{these:?}"), format!("{those:?}"));
        for shown in these {
            let id = shown.conversation.id;
            let events = (one.events(id).await, other.events(id).await);
            assert_eq!(format!("{:?}", events.0), format!("{:?}", events.1));
        }
    }
    let bytes = |told: &Told| told.files.iter().map(|file| (file.id, file.bytes.clone())).collect::<Vec<_>>();
    assert_eq!(bytes(&one), bytes(&other));
}

#[tokio::test]
async fn nothing_happens_later_than_now_and_the_log_has_no_gaps() {
    let told = Told::now("log").await;
    for state in ["waiting", "active", "ended"] {
        for shown in told.state(state).await {
            let (id, events) = (shown.conversation.id, told.events(shown.conversation.id).await);
            assert!(events.iter().map(|stored| stored.event.seq).eq(1..=shown.conversation.last_seq), "{id:?}");
            assert!(events.is_sorted_by_key(|stored| stored.event.at), "{id:?}");
            assert!(events.iter().all(|stored| stored.event.at.as_second() <= NOW), "{id:?}");
        }
    }
}

#[tokio::test]
async fn somebody_waits_by_every_entry_and_for_everybody_at_the_desk() {
    let told = Told::now("waiting").await;
    let waiting = told.state("waiting").await;
    let entries: HashSet<Entry> = waiting.iter().map(|shown| shown.conversation.entry).collect();
    assert_eq!(entries, HashSet::from(Entry::ALL));
    for who in [Who::Klara, Who::Petr, Who::Alena, Who::Martina, Who::David] {
        assert!(lumen::is_at_the_desk(who.email()));
        let queue = told.list(Listed::Queue(told.operator(who).await)).await;
        assert!(!queue.is_empty(), "{who:?}");
        let mine = told.list(Listed::Mine(told.operator(who).await)).await;
        assert!(!mine.is_empty(), "{who:?}");
    }
}

#[tokio::test]
async fn klara_has_talks_of_every_kind() {
    let told = Told::now("talks").await;
    let klara = told.operator(Who::Klara).await;
    let mine = told.list(Listed::Mine(klara)).await;
    assert!(mine.iter().any(|shown| !shown.conversation.glance.unread.is_empty()), "one has unread messages");
    assert!(mine.iter().any(|shown| shown.conversation.glance.unread.is_empty()), "one is read");
    assert!(mine.iter().any(|shown| !shown.conversation.colleagues.guests.is_empty()), "a colleague is in one");
    assert_eq!(told.list(Listed::Invited(klara)).await.len(), 1);
    let mut read = told.store.read().await.unwrap();
    let mut conn = read.conn();
    let mut found = [false; 5];
    for shown in mine {
        let (id, client) = (shown.conversation.id, shown.conversation.client);
        let here = [
            !conn.files_of_client(client, 10).await.unwrap().is_empty(),
            !conn.merges(client).await.unwrap().is_empty(),
            conn.identity_of(client, "company").await.unwrap().is_some(),
            !conn.client_notes(client, 10).await.unwrap().is_empty()
                && conn.page_views(client, 10).await.unwrap().len() > 1,
            conn.draft(id, klara).await.unwrap() != store::Draft::default(),
        ];
        for (found, here) in found.iter_mut().zip(here) {
            *found |= here;
        }
    }
    assert_eq!(found, [true; 5], "files, a merge, a name the company has, notes and pages, a draft");
}

#[tokio::test]
async fn the_past_has_ended_talks_and_clients_whom_nobody_accepted() {
    let told = Told::now("past").await;
    let ended = told.state("ended").await;
    assert!(ended.len() > 100);
    let causes = |accepted: bool| -> HashSet<String> {
        let those = ended.iter().map(|shown| &shown.conversation);
        let those = those.filter(|it| it.first_accepted_at.is_some() == accepted);
        those
            .map(|it| match it.stage {
                Stage::Ended { cause, .. } => format!("{cause:?}"),
                _ => panic!("it has not ended"),
            })
            .collect()
    };
    let name = |cause: EndCause| format!("{cause:?}");
    assert_eq!(causes(true), HashSet::from([name(EndCause::Operator)]));
    assert_eq!(causes(false), HashSet::from([EndCause::Client, EndCause::ClientGone].map(name)));
    assert!(ended.iter().all(|shown| shown.conversation.glance.last_message.is_some()));
}
